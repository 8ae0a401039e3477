using Byob.Shared.Hubs;

namespace Byob.Simulation;

/// <summary>What came of a run.</summary>
/// <param name="Makespan">Until the last job was counted or parked.</param>
/// <param name="Ideal">When all bytes would have been counted had every machine that was there worked at its rate without a pause.</param>
/// <param name="CountedBytes">All that workers counted, whether it was of use or not.</param>
/// <param name="Fingerprint">Of everything that happened, in order.</param>
public sealed record SimulationReport(
    TimeSpan Makespan,
    TimeSpan Ideal,
    long DatasetBytes,
    long CountedBytes,
    int Chunks,
    int Steals,
    int Speculations,
    int Checks,
    IReadOnlyDictionary<SubmissionOutcome, int> Outcomes,
    IReadOnlyList<string> Parked,
    IReadOnlyList<TimeSpan> JobsTook,
    int SetAside,
    int MostAttempts,
    ulong Fingerprint)
{
    /// <summary>1 is perfect.</summary>
    public double Ratio => Makespan / Ideal;

    /// <summary>Bytes that were counted again, as a part of the datasets.</summary>
    public double Waste => (CountedBytes - (double)DatasetBytes) / DatasetBytes;
}
