using Byob.Web.Jobs;
using Byob.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Byob.Web.Tests.Jobs;

/// <summary>Keeps the coordinator busy, so that what is asked meanwhile becomes one batch.</summary>
internal sealed class HeldCoordinator : IAsyncDisposable
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _step = Task.CompletedTask;

    public static async Task<HeldCoordinator> HoldAsync(TestParty party)
    {
        var held = new HeldCoordinator();
        held._step = party.Master.Services.GetRequiredService<Coordinator>().LookAsync(_ =>
        {
            held._entered.SetResult();
            return held._release.Task.Wait(MasterHost.Patience);
        });
        await held._entered.Task.WaitAsync(MasterHost.Patience);
        return held;
    }

    public void Release() => _release.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _step.WaitAsync(MasterHost.Patience);
    }
}
