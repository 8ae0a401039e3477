using Byob.Shared.Chunks;
using Byob.Web.Results;

namespace Byob.Web.Jobs;

/// <summary>
/// After a start, reads again every partial that the master believes to have: broken ones are counted again, and the words of the sound ones
/// show on the job's page. Counting goes on meanwhile.
/// </summary>
public sealed partial class PartialRecall(Coordinator coordinator, PartialInbox inbox, ILogger<PartialRecall> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await coordinator.Loaded.WaitAsync(stoppingToken);
        var restored = await coordinator.AskAsync(state => state.Jobs.SelectMany(job => job.Done.Select(chunk => (job, chunk))).ToList(), stoppingToken);
        foreach (var (job, chunk) in restored)
        {
            var range = new ByteRange(chunk.Start, chunk.End);
            if (await inbox.FindAsync(job.Id, chunk.PartialSha256, range, job.Options, stoppingToken) is { } partial)
                job.TopWords.Add(partial);
            else if (await coordinator.AskAsync(state => JobSteps.CountAgain(state, job.Id, chunk), stoppingToken))
                LogBroken(job.Record.Number, range);
        }
    }

    [LoggerMessage(3006, LogLevel.Warning, "Job {Number}: the partial of {Range} is broken on the disk; those bytes will be counted again")]
    private partial void LogBroken(int number, ByteRange range);
}
