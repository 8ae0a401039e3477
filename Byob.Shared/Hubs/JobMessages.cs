using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>POST to <see cref="PartyRoutes.Jobs"/> (JSON): count a dataset.</summary>
/// <param name="Comment">At most 500 characters.</param>
/// <param name="MinLength">Shortest word that is counted, in letters.</param>
/// <param name="ResultName">Folder below the party's results; made from the dataset's name when left out.</param>
/// <param name="Priority">Low, Normal or High; Normal when left out. High is for the host alone.</param>
/// <param name="WorkerCap">The most machines that may count it at a time, at least 1; no bound when left out.</param>
/// <param name="Verification">Off, SpotCheck or EveryChunk: how much of it is counted by two different machines; Off when left out.</param>
/// <param name="VerificationPercent">For SpotCheck: how many chunks in a hundred of a machine that has earned trust, 1 to 100; 10 when left out.</param>
public sealed record SubmitJobRequest(
    Guid Dataset,
    string? Comment = null,
    bool FoldCase = false,
    int MinLength = 1,
    string? ResultName = null,
    string? Priority = null,
    int? WorkerCap = null,
    string? Verification = null,
    int? VerificationPercent = null);

/// <summary>POST to <c>api/jobs/{number}/priority</c> (JSON): which job goes first.</summary>
/// <param name="Priority">Low, Normal or High. The submitter chooses between Low and Normal, the host among all.</param>
public sealed record SetPriorityRequest(string? Priority);

/// <summary>A job as the HTTP interface tells it.</summary>
/// <param name="State">Queued, Running, Paused, Finishing, Done, Failed or Cancelled.</param>
/// <param name="Reason">Why it is in that state, or why it waits, in a sentence; null when there is nothing to say.</param>
/// <param name="PlaceInLine">1 for the next one; null when it does not wait.</param>
/// <param name="Priority">Low, Normal or High.</param>
/// <param name="WorkerCap">The most machines that may count it at a time; null for no bound.</param>
/// <param name="Verification">Off, SpotCheck or EveryChunk.</param>
/// <param name="VerificationPercent">For SpotCheck; else 0.</param>
/// <param name="VerifiedBytes">Bytes in which two different machines found the same; those of an ended job are in its proof.</param>
public sealed record JobStatus(
    int Number,
    JobId Id,
    DatasetId Dataset,
    string DatasetName,
    long DatasetBytes,
    string Submitter,
    string State,
    string? Reason,
    string Comment,
    string ResultName,
    int? PlaceInLine,
    long DoneBytes,
    long CountedBytes,
    double BytesPerSecond,
    double MergeFraction,
    int ChunksDone,
    int Failures,
    long TotalWords,
    long? DistinctWords,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string Priority,
    int? WorkerCap,
    string Verification,
    int VerificationPercent,
    long VerifiedBytes);
