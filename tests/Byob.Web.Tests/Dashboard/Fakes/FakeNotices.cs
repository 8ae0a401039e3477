using System.Collections.Immutable;
using Byob.Web.Jobs;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Notices that a test sends.</summary>
internal sealed class FakeNotices : INotices
{
    private ImmutableArray<Notice> _unseen = [];

    public event Action<Guid>? Arrived;

    public void Send(Guid member, string text, Guid job)
    {
        _unseen = _unseen.Insert(0, new Notice { Id = Guid.CreateVersion7(), MemberId = member, JobId = job, Text = text, At = Some.Now });
        Arrived?.Invoke(member);
    }

    public Task<ImmutableArray<Notice>> UnseenAsync(Actor actor, CancellationToken cancellationToken) =>
        Task.FromResult(_unseen.RemoveAll(notice => notice.MemberId != actor.MemberId));

    public Task MarkSeenAsync(Guid noticeId, Actor actor, CancellationToken cancellationToken)
    {
        _unseen = _unseen.RemoveAll(notice => notice.Id == noticeId);
        return Task.CompletedTask;
    }
}
