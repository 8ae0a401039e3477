namespace Byob.Worker.Status;

public enum WorkerNewsKind
{
    ConnectionChanged,
    JobChanged,

    /// <summary>The worker takes more or less at once than before.</summary>
    CapacityChanged,

    /// <summary>A partial counts.</summary>
    ChunkAccepted,

    /// <summary>A partial was answered otherwise: late, not wanted any more, not well formed, or to be sent again.</summary>
    ChunkNotAccepted,

    /// <summary>A lease was revoked, or lost while the worker was away.</summary>
    ChunkLost,

    /// <summary>A chunk could not be read or counted.</summary>
    ChunkFailed,

    /// <summary>A chunk went back uncounted, on purpose.</summary>
    ChunkGivenBack,
}
