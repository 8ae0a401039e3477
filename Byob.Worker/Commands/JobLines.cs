using System.Globalization;
using Byob.Shared.Hubs;

namespace Byob.Worker.Commands;

/// <summary>What the console says of jobs, as plain functions of what there is to say.</summary>
internal static class JobLines
{
    public static bool HasEnded(JobStatus job) => job.State is "Done" or "Failed" or "Cancelled";

    /// <summary>Of all bytes while it is counted, of the merge while it finishes: 0 to 1.</summary>
    public static double Fraction(JobStatus job) => job.State switch
    {
        "Done" => 1,
        "Finishing" => Math.Clamp(job.MergeFraction, 0, 1),
        _ when job.DatasetBytes > 0 => Math.Clamp((double)job.CountedBytes / job.DatasetBytes, 0, 1),
        _ => 0,
    };

    public static string Percent(JobStatus job) => Percent(Fraction(job));

    /// <summary>Never 100 before it is whole.</summary>
    public static string Percent(double fraction) => (Math.Floor(fraction * 1000) / 10).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>The state in a word for people.</summary>
    public static string State(JobStatus job) => job.State switch
    {
        "Queued" => job.PlaceInLine is > 1 and var place ? $"queued, number {place} in line" : "queued",
        "Running" => "counting",
        "Finishing" => "merging",
        "Failed" => "stopped",
        var other => other.ToLowerInvariant(),
    };

    /// <summary>All about a job that is followed, in one line.</summary>
    public static string Live(JobLive live)
    {
        var job = live.Job;
        var parts = new List<string> { $"job {Number(job.Number)} {State(job)}", $"{Percent(job)} of {StatusLines.Bytes(job.DatasetBytes)}" };
        if (job.State == "Running")
        {
            parts.Add($"{StatusLines.Bytes(job.BytesPerSecond)}/s");
            parts.Add(Machines(live));
            if (Remaining(live) is { } left)
                parts.Add($"{left} left");
        }

        if (live.Proof is { } proof)
            parts.Add(Proof(proof));
        if (!HasEnded(job) && job.Reason is { Length: > 0 } reason)
            parts.Add(reason.TrimEnd('.'));
        return string.Join(" | ", parts);
    }

    /// <summary>The exactness of what is done, as the job's page says it.</summary>
    public static string Proof(JobLive.Cover proof) => proof switch
    {
        { Complete: true } => $"every byte once: {Number(proof.AcceptedBytes)} bytes in {Number(proof.Ranges)} ranges, none twice",
        { OverlapBytes: 0 } => $"{Number(proof.AcceptedBytes)} of {Number(proof.DatasetBytes)} bytes in {Number(proof.Ranges)} ranges, none twice",
        _ => $"{Number(proof.OverlapBytes)} bytes are counted twice",
    };

    public static string Machines(JobLive live) => live.Workers.Count switch
    {
        0 => "no machine",
        1 => "1 machine",
        var many => $"{Number(many)} machines",
    };

    public static string? Remaining(JobLive live) => live.RemainingSeconds is { } seconds ? Span(TimeSpan.FromSeconds(seconds)) : null;

    public static string Span(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");

    /// <summary>How an ended job ended, for whoever looks.</summary>
    public static string End(JobStatus job) => job.State switch
    {
        "Done" => $"Job {Number(job.Number)} of {job.Submitter}: {Number(job.TotalWords)} words, {Number(job.DistinctWords ?? 0)} different ones.",
        "Cancelled" => $"Job {Number(job.Number)} was cancelled. {job.Reason}".TrimEnd(),
        _ => $"Job {Number(job.Number)} stopped. {job.Reason} Its submitter or the host can try it again on its page.",
    };

    public static int ExitCodeOf(JobStatus job) => job.State == "Done" ? ExitCode.Stopped : ExitCode.JobNotDone;

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
