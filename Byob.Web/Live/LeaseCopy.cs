using Byob.Shared.Chunks;
using Byob.Web.Ledger;

namespace Byob.Web.Live;

/// <summary>A lease as it was when the ledger was copied.</summary>
/// <param name="Told">From its start, or its grant before that, to the holder's last report; zero before the first.</param>
public readonly record struct LeaseCopy(ByteRange Range, WorkerId Worker, LeaseKind Kind, int Attempt, DateTimeOffset GrantedAt, long BytesRead, long BytesCounted, TimeSpan Told)
{
    public static LeaseCopy Of(Lease lease) => new(
        lease.Range,
        lease.Worker,
        lease.Kind,
        lease.Attempt,
        lease.GrantedAt,
        lease.BytesRead,
        lease.BytesCounted,
        lease.ReportedAt is { } told ? told - (lease.StartedAt ?? lease.GrantedAt) : TimeSpan.Zero);
}
