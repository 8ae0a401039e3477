namespace Byob.Shared.Hubs;

/// <summary>What a worker can be told to do.</summary>
public enum WorkerOrderKind
{
    /// <summary>Work, within its owner's limits.</summary>
    Resume,

    /// <summary>Stop at once: what is being counted goes back.</summary>
    Pause,

    /// <summary>Count to the end what is being counted, and take nothing more.</summary>
    Drain,
}
