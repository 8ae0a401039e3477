namespace Byob.Worker.Limits;

/// <summary>What holds a worker. Of several that hold it at once, the first in this order is what people are told.</summary>
public enum HoldCause
{
    /// <summary>Its owner, at the machine.</summary>
    Owner,

    /// <summary>Its owner or the host, from the dashboard.</summary>
    Party,

    /// <summary>The party does not trust its counts, and gives it no chunks.</summary>
    SetAside,

    /// <summary>The hours in which it may work.</summary>
    Hours,

    /// <summary>The machine runs on its battery.</summary>
    Battery,

    /// <summary>The machine is too hot.</summary>
    Heat,

    /// <summary>Somebody, or another program, uses the machine.</summary>
    InUse,

    /// <summary>There is no room left for partials.</summary>
    Disk,

    /// <summary>It takes more memory than it may.</summary>
    Memory,
}
