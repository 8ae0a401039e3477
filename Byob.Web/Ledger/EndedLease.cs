using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>What is remembered of a lease that ended.</summary>
internal readonly record struct EndedLease(LeaseEnd End, ByteRange Range);
