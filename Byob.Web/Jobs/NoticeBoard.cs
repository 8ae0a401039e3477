using System.Collections.Immutable;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Keeps what submitters are to be told, until they have seen it.</summary>
public sealed partial class NoticeBoard(PartyStore store, TimeProvider time, ILogger<NoticeBoard> logger) : INotices
{
    private const int Shown = 50;

    public event Action<Guid>? Arrived;

    /// <summary>Notes a message to the job's submitter, and to nobody else; it arrives once it is written.</summary>
    public void Tell(MasterState state, JobRecord job, string text)
    {
        var notice = new Notice { Id = Guid.CreateVersion7(), MemberId = job.SubmitterId, JobId = job.Id, Text = text, At = state.Now };
        state.Journal.Add(context =>
        {
            context.Notices.Add(notice);
            return Task.CompletedTask;
        });
        state.Afterwards.Add(() => Raise(notice.MemberId));
    }

    public async Task<ImmutableArray<Notice>> UnseenAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await store.ReadAsync(cancellationToken);
        var notices = await context.Notices.AsNoTracking()
            .Where(notice => notice.MemberId == actor.MemberId && notice.SeenAt == null)
            .OrderByDescending(notice => notice.At)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        return [.. notices];
    }

    public async Task MarkSeenAsync(Guid noticeId, Actor actor, CancellationToken cancellationToken)
    {
        await store.WriteAsync(
            async context =>
            {
                if (await context.Notices.FindAsync([noticeId], cancellationToken) is { } notice && notice.MemberId == actor.MemberId)
                    notice.SeenAt = time.GetUtcNow();
            },
            cancellationToken);
        Raise(actor.MemberId);
    }

    /// <summary>A page's fault must not reach the coordinator, nor keep the other pages from hearing.</summary>
    private void Raise(Guid member)
    {
        foreach (var handler in (Arrived?.GetInvocationList() ?? []).Cast<Action<Guid>>())
        {
            try
            {
                handler(member);
            }
            catch (Exception fault)
            {
                LogListenerFailed(fault);
            }
        }
    }

    [LoggerMessage(3010, LogLevel.Error, "A listener to notices failed")]
    private partial void LogListenerFailed(Exception fault);
}
