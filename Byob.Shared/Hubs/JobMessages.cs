using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>POST to <see cref="PartyRoutes.Jobs"/> (JSON): count a dataset.</summary>
/// <param name="Comment">At most 500 characters.</param>
/// <param name="MinLength">Shortest word that is counted, in letters.</param>
/// <param name="ResultName">Folder below the party's results; made from the dataset's name when left out.</param>
public sealed record SubmitJobRequest(Guid Dataset, string? Comment = null, bool FoldCase = false, int MinLength = 1, string? ResultName = null);

/// <summary>A job as the HTTP interface tells it.</summary>
/// <param name="State">Queued, Running, Paused, Finishing, Done, Failed or Cancelled.</param>
/// <param name="Reason">Why it is in that state, or why it waits, in a sentence; null when there is nothing to say.</param>
/// <param name="PlaceInLine">1 for the next one; null when it does not wait.</param>
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
    DateTimeOffset? FinishedAt);
