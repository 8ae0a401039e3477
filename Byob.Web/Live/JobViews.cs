using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Storage;

namespace Byob.Web.Live;

/// <summary>The view of a job that nothing live is known of: straight from its record.</summary>
public static class JobViews
{
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
            Waiting: null);
    }
}
