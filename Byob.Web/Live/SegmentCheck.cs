namespace Byob.Web.Live;

/// <summary>Whether the bytes of a segment are counted more than once.</summary>
public enum SegmentCheck
{
    None,

    /// <summary>Done, and waits for a second count.</summary>
    Wanted,

    /// <summary>Done, and being counted a second time.</summary>
    Running,

    /// <summary>Done, and two different workers found the same.</summary>
    Verified,

    /// <summary>Leased, and counted by a second worker at the same time: the first good partial wins.</summary>
    Speculative,
}
