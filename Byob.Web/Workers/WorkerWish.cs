using Byob.Web.Live;

namespace Byob.Web.Workers;

/// <summary>What somebody on the page wants of a machine.</summary>
/// <param name="Span">How long a pause stands; null: until it is resumed.</param>
public sealed record WorkerWish(WorkerView Worker, WorkerWishKind Kind, TimeSpan? Span = null);

public enum WorkerWishKind
{
    Pause,
    Drain,
    Resume,
    TakeBack,
    Remove,
}
