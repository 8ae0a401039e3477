using System.Collections.Immutable;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Jobs;

/// <summary>Messages to the submitter alone: their job is done, or failed.</summary>
public interface INotices
{
    Task<ImmutableArray<Notice>> UnseenAsync(Actor actor, CancellationToken cancellationToken);

    Task MarkSeenAsync(Guid noticeId, Actor actor, CancellationToken cancellationToken);

    /// <summary>Raised, on any thread, with the member's id when they have a new notice. Handlers return at once.</summary>
    event Action<Guid>? Arrived;
}
