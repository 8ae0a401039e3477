using Microsoft.AspNetCore.Http;

namespace Byob.Worker.Tests.Doubles;

/// <summary>Holds a test master's bytes back until it is opened: the answer has begun, but nothing of it comes.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource<bool> _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Gate(TestMaster master) => master.OnRange = HoldAsync;

    public void Open() => _open.TrySetResult(true);

    /// <summary>Breaks off the answers that are held back.</summary>
    public void Break() => _open.TrySetResult(false);

    private async Task<bool> HoldAsync(HttpContext context)
    {
        if (await _open.Task.WaitAsync(context.RequestAborted))
            return false;
        context.Abort();
        return true;
    }
}
