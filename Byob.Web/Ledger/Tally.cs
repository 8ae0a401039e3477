using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What one worker found in a range: whose partial it is, and its SHA-256. Two tallies with the same hash are the same count.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record Tally(LeaseToken Token, WorkerId Worker, int Attempt, string Sha256);
