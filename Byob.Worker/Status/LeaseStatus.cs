using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Status;

/// <summary>One lease that the worker holds, and how far it has come.</summary>
public sealed record LeaseStatus(ChunkLease Lease, LeaseStage Stage, long BytesRead, long BytesCounted);
