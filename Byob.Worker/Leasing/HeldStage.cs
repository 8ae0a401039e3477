namespace Byob.Worker.Leasing;

/// <summary>How far a lease on the desk has come.</summary>
internal enum HeldStage
{
    /// <summary>Waits for its turn to be read.</summary>
    Waiting,

    /// <summary>Is being read, and waits for a slot.</summary>
    Reading,

    /// <summary>Has a slot.</summary>
    Counting,

    /// <summary>Its partial, or its failure, waits to be sent.</summary>
    Ready,

    Sending,

    /// <summary>Is to be sent again after a while.</summary>
    PutOff,

    /// <summary>Went back unbegun, as the master asked; stays until the master has heard so.</summary>
    Returned,
}
