using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>What is said of a job, and what may be done with it.</summary>
public static class JobWords
{
    /// <summary>Whether it waits or is worked on. A failed job is not, though it is unfinished.</summary>
    public static bool InQueue(this JobView job) => job.State is JobState.Queued or JobState.Running or JobState.Paused or JobState.Finishing;

    /// <summary>Whether it may still come to a result: a failed job can be tried again.</summary>
    public static bool Unfinished(this JobView job) => job.State is not (JobState.Done or JobState.Cancelled);

    /// <summary>Whether the pages may offer the member to steer the job; the master decides again.</summary>
    public static bool MaySteer(this JobView job, Actor actor) => actor.IsHost || job.SubmitterId == actor.MemberId;

    public static bool CanPause(this JobView job) => job.State is JobState.Queued or JobState.Running;

    public static bool CanResume(this JobView job) => job.State is JobState.Paused or JobState.Failed;

    public static bool CanCancel(this JobView job) => job.State is JobState.Queued or JobState.Running or JobState.Paused or JobState.Failed;

    /// <summary>How far, 0 to 1: while finishing, how far the merge is.</summary>
    public static double Progress(this JobView job) => job.State switch
    {
        JobState.Done => 1,
        JobState.Finishing => Format.Fraction(job.MergeFraction),
        _ => job.DatasetLength == 0 ? 0 : Format.Fraction((double)job.DoneBytes / job.DatasetLength),
    };

    /// <summary>How far workers report to be, 0 to 1; what is not accepted yet may still be lost.</summary>
    public static double Ahead(this JobView job) =>
        job.State is JobState.Running or JobState.Paused && job.DatasetLength > 0 ? Format.Fraction((double)job.CountedBytes / job.DatasetLength) : 0;

    public static string PercentText(this JobView job) => job.State switch
    {
        JobState.Done => "100 %",
        JobState.Finishing => Format.Percent(job.MergeFraction, 1),
        _ => Format.Percent(Math.Min(job.CountedBytes, job.DatasetLength), job.DatasetLength),
    };

    public static Tone ProgressTone(this JobView job) => job.State switch
    {
        JobState.Done => Tone.Good,
        JobState.Failed => Tone.Bad,
        JobState.Paused => Tone.Warning,
        JobState.Queued or JobState.Cancelled => Tone.Quiet,
        _ => Tone.Active,
    };

    /// <summary>How long it has taken so far, or took.</summary>
    public static TimeSpan? Took(this JobView job, DateTimeOffset now) => job.StartedAt is { } started ? (job.FinishedAt ?? now) - started : null;

    public static string Options(this JobView job) => (job.Options.FoldCase, job.Options.MinLength) switch
    {
        (false, <= 1) => "Exact: every word as it is written",
        (true, <= 1) => "Case folded",
        (false, var least) => $"Words of {least} letters and more",
        (true, var least) => $"Case folded, words of {least} letters and more",
    };

    /// <summary>Why it is where it is; null when there is nothing to add to the state.</summary>
    public static string? Reason(this JobView job) => job.State switch
    {
        JobState.Queued when job.Waiting is { Length: > 0 } waiting => waiting,
        JobState.Queued => job.PlaceInLine is > 1 ? "Waits for the jobs before it." : null,
        JobState.Running or JobState.Finishing => job.Waiting,
        JobState.Done => null,
        _ => job.StateReason ?? job.Waiting,
    };
}
