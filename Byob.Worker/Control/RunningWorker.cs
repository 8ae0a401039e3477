using Byob.Worker.Settings;

namespace Byob.Worker.Control;

/// <summary>The worker that runs with a state folder, seen from another process.</summary>
internal static class RunningWorker
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks it to stop politely. Nothing happens when none runs.</summary>
    /// <returns>Whether one ran.</returns>
    public static async Task<bool> AskToStopAsync(StateFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        using var worker = await ControlClient.ConnectAsync(folder.ControlPath, time, cancellationToken);
        if (worker is null)
            return false;
        try
        {
            await worker.AskAsync(ControlVerb.Stop, cancellationToken);
        }
        catch (WorkerFaultException e) when (!e.NeedsHuman)
        {
            // With nothing open it may be gone before it has answered; whether it is shows in its lock.
        }

        return true;
    }

    /// <summary>The lock of the folder, once no worker has it any more.</summary>
    public static async Task<IDisposable> WaitUntilGoneAsync(StateFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            try
            {
                return folder.Lock();
            }
            catch (WorkerFaultException) when (time.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(s_often, time, cancellationToken);
            }
        }
    }
}
