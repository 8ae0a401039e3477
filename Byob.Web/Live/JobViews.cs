using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Jobs;
using Byob.Web.Storage;

namespace Byob.Web.Live;

/// <summary>Turns jobs into what pages show of them.</summary>
public static class JobViews
{
    private static readonly TimeSpan LongestRemaining = TimeSpan.FromDays(999);

    /// <summary>The view of a job that lives, or has just ended.</summary>
    /// <param name="place">Its place in line, if it waits.</param>
    /// <param name="waiting">Why it does not move, if it does not.</param>
    public static JobView Of(LiveJob job, int? place = null, string? waiting = null)
    {
        var counted = job.CountedBytes;
        var rate = job.Record.State == JobState.Running && waiting is null ? job.BytesPerSecond : 0;
        return From(job.Record) with
        {
            PlaceInLine = place,
            DoneBytes = job.Ledger.DoneBytes,
            CountedBytes = counted,
            LeasedBytes = job.Ledger.LeasedBytes,
            BytesPerSecond = rate,
            Remaining = rate > 1 ? TimeSpan.FromSeconds(Math.Min((job.Ledger.Length - counted) / rate, LongestRemaining.TotalSeconds)) : null,
            MergeFraction = job.MergeFraction,
            ChunksDone = job.Done.Count,
            Failures = job.Failures,
            TotalWords = job.Record.TotalWords ?? job.TotalWords,
            Waiting = waiting,
            Steals = job.Steals,
            StolenBytes = job.StolenBytes,
            VerifiedBytes = job.Ledger.VerifiedBytes,
            ToCheckBytes = job.Ledger.ToCheckBytes,
        };
    }

    /// <summary>The view of a job that nothing live is known of: straight from its record.</summary>
    public static JobView From(JobRecord record)
    {
        var done = record.State == JobState.Done ? record.DatasetLength : 0;
        return new JobView(
            new JobId(record.Id),
            record.Number,
            new DatasetId(record.DatasetId),
            record.DatasetName,
            record.DatasetLength,
            record.DatasetSha256,
            record.SubmitterId,
            record.SubmitterName,
            record.State,
            record.StateReason,
            record.Comment,
            new CountOptions(record.FoldCase, record.MinLength),
            record.ResultName,
            record.SubmittedAt,
            record.StartedAt,
            record.FinishedAt,
            PlaceInLine: null,
            DoneBytes: done,
            CountedBytes: done,
            LeasedBytes: 0,
            BytesPerSecond: 0,
            Remaining: null,
            MergeFraction: record.State == JobState.Done ? 1 : 0,
            ChunksDone: 0,
            Failures: 0,
            TotalWords: record.TotalWords ?? 0,
            DistinctWords: record.DistinctWords,
            Waiting: null)
        {
            Terms = TermsRules.Of(record),
        };
    }
}
