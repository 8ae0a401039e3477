using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Leasing;

/// <summary>A lease on the desk. Only the desk changes it.</summary>
internal sealed class HeldChunk(int key, ChunkLease lease)
{
    public int Key => key;

    /// <summary>With the token and the end in force.</summary>
    public ChunkLease Lease { get; set; } = lease;

    public HeldStage Stage { get; set; }

    /// <summary>Null while the chunk is to be counted; else what the master is to be told instead of a partial.</summary>
    public (LeaseFailureKind Kind, string Reason)? Failure { get; set; }

    /// <summary>What the master is to be told of a shrink that it asked for.</summary>
    public ShrinkAnswer Answer { get; } = new();

    /// <summary>How often the partial, the failure or an answer was put off.</summary>
    public int Tries { get; set; }

    /// <summary>Whether there is a partial.</summary>
    public bool IsCounted => Failure is null && Stage is HeldStage.Ready or HeldStage.Sending or HeldStage.PutOff;

    public HeldLease Present() => new(Lease.Token, Lease.Job, Lease.Range, IsCounted);
}
