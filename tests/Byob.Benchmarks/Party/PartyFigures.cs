namespace Byob.Benchmarks.Party;

/// <summary>What a party needed for a job.</summary>
/// <param name="Whole">From where the job was taken to its result; the best of the runs.</param>
/// <param name="Tail">What of that came after the last byte was counted.</param>
/// <param name="MasterMemoryBytes">The master's peak over all runs, upload included.</param>
/// <param name="WorkerMemoryBytes">The largest peak of a worker process; 0 when there was none.</param>
internal sealed record PartyFigures(TimeSpan Whole, TimeSpan Tail, long MasterMemoryBytes, long WorkerMemoryBytes);
