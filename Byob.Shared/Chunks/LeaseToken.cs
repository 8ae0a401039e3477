using MessagePack;

namespace Byob.Shared.Chunks;

/// <summary>
/// Proof of a lease. A partial result counts only with a live token of the current term; everything else is a named outcome.
/// </summary>
/// <param name="Term">Reign number of the master that granted the lease; it grows with every start of a master.</param>
/// <param name="Id">Unique among all leases ever granted.</param>
[MessagePackObject]
public readonly record struct LeaseToken([property: Key(0)] long Term, [property: Key(1)] Guid Id)
{
    public static LeaseToken New(long term) => new(term, Guid.CreateVersion7());

    public override string ToString() => $"{Term}/{Id:D}";
}
