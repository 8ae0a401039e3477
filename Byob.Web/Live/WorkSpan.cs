using Byob.Web.Ledger;

namespace Byob.Web.Live;

/// <summary>What one row of a worker's lane did between two moments.</summary>
/// <param name="Worker">Its place in <see cref="WorkStreamFrame.Workers"/>.</param>
/// <param name="From">Unix time in milliseconds, as is <paramref name="Until"/>.</param>
/// <param name="Job">The job's number; 0 while idle.</param>
/// <param name="Start">First byte of the range.</param>
/// <param name="End">How the lease ended with this span; null when it went on, or idled.</param>
/// <param name="Shrunk">It handed the rest of its range to others.</param>
/// <param name="Reason">Why it idled, in words for people.</param>
public sealed record WorkSpan(int Worker, int Row, WorkPhase Phase, long From, long Until, int Job, long Start, long Length, LeaseKind Kind, int Attempt, LeaseEnd? End, bool Shrunk, string? Reason);
