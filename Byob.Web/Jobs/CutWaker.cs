namespace Byob.Web.Jobs;

/// <summary>Has the coordinator hand out chunks again as soon as a source on the web has answered where they may be cut.</summary>
public sealed class CutWaker(FileCutAligner aligner, Coordinator coordinator) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await coordinator.Loaded.WaitAsync(stoppingToken);
        try
        {
            await foreach (var _ in aligner.Answered.ReadAllAsync(stoppingToken))
                await coordinator.AskAsync(state => state.Scheduler.CutsFound(), stoppingToken);
        }
        catch (MasterStoppingException)
        {
            // Nobody hands out any more.
        }
    }
}
