using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What a stored partial changed in the ledger.</summary>
/// <param name="End">How its lease ended.</param>
/// <param name="Accepted">Set when another count than before stands for the range now, or the first one does.</param>
/// <param name="Verified">Whether two workers agree on the range now.</param>
/// <param name="Odd">Workers that were outvoted.</param>
/// <param name="Rivals">Other live attempts at the bytes, of no use any more.</param>
public sealed record Completion(LeaseEnd End, Tally? Accepted, bool Verified, ImmutableArray<WorkerId> Odd, ImmutableArray<Lease> Rivals);
