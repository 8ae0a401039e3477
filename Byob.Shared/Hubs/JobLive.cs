namespace Byob.Shared.Hubs;

/// <summary>A job as somebody follows it: <see cref="PartyRoutes.JobLive"/> (JSON).</summary>
/// <param name="Job">As in the list of jobs.</param>
/// <param name="Yours">Whether the caller submitted it: its end is told to nobody else.</param>
/// <param name="RemainingSeconds">Estimated, to the end of counting; null when it cannot be told.</param>
/// <param name="Workers">Machines that hold chunks of it now, by name.</param>
/// <param name="Proof">Null for a job of which no ledger is left.</param>
/// <param name="TopWords">Most frequent first, at most 50.</param>
/// <param name="TopWordsExact">False while rare words may be missing from the counts.</param>
public sealed record JobLive(
    JobStatus Job,
    bool Yours,
    double? RemainingSeconds,
    IReadOnlyList<JobLive.Machine> Workers,
    JobLive.Cover? Proof,
    IReadOnlyList<JobLive.Word> TopWords,
    bool TopWordsExact)
{
    /// <param name="Chunks">Of this job, that it holds.</param>
    /// <param name="BytesPerSecond">Of all that it counts, smoothed.</param>
    public sealed record Machine(string Name, string Owner, int Chunks, double BytesPerSecond);

    /// <summary>The exactness of the job, recomputed from its done ranges.</summary>
    /// <param name="Complete">The ranges are the whole dataset, each byte once.</param>
    public sealed record Cover(long DatasetBytes, long AcceptedBytes, long OverlapBytes, int Ranges, long DiscardedBytes, bool Complete);

    public sealed record Word(string Text, long Count);
}
