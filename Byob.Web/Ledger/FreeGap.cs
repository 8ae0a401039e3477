using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Bytes that nobody holds, with the memory of what happened to them.</summary>
/// <param name="Attempts">Tries so far.</param>
/// <param name="FailedBy">Workers on which they failed; lost workers and leases given back do not count.</param>
public sealed record FreeGap(ByteRange Range, int Attempts, ImmutableArray<WorkerId> FailedBy)
{
    public static FreeGap Untouched(ByteRange range) => new(range, 0, []);
}
