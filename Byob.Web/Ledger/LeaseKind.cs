namespace Byob.Web.Ledger;

/// <summary>Why a lease was granted. The worker is not told: it cannot know whether it is checked.</summary>
public enum LeaseKind
{
    /// <summary>The first live attempt at free bytes.</summary>
    Count,

    /// <summary>A second attempt beside one that is slow or silent; the first good partial wins.</summary>
    Speculative,

    /// <summary>A second count of done bytes, to compare.</summary>
    Check,
}
