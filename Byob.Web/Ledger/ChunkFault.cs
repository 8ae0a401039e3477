using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>A count of some bytes that failed, remembered with them.</summary>
public sealed record ChunkFault(WorkerId Worker, string Reason);
