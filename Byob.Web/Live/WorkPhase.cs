namespace Byob.Web.Live;

/// <summary>What a slot of a worker did for a while.</summary>
public enum WorkPhase
{
    /// <summary>It was handed out, and waited for a free slot.</summary>
    Wait,

    /// <summary>Its bytes were on their way to it.</summary>
    Transfer,
    Count,

    /// <summary>Its partial was on its way back.</summary>
    Send,
    Idle,
}
