namespace Byob.Worker;

public enum WorkerEndKind
{
    /// <summary>It was asked to stop.</summary>
    Stopped,

    /// <summary>The master does not know the worker's token (any more).</summary>
    Removed,

    /// <summary>The master does not take this worker, and says why.</summary>
    Refused,

    /// <summary>Another process with the same identity has taken its place.</summary>
    Replaced,
}
