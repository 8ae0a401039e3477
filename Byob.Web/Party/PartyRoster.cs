using Byob.Web.Party.Roster;
using Byob.Web.Storage;

namespace Byob.Web.Party;

/// <summary>
/// Knows, in memory, who belongs to the party now, so that every request can be checked against it. All changes of the party go
/// through here: database first, then the roster, then <c>party.json</c>, then those who listen.
/// </summary>
public sealed class PartyRoster : IPartyIdentity, IDisposable
{
    private readonly SemaphoreSlim _oneChange = new(1, 1);
    private readonly PartyStore _store;
    private readonly PartyFile _file;
    private readonly ILogger<PartyRoster> _logger;
    private volatile RosterSnapshot _current = RosterSnapshot.Empty;

    internal PartyRoster(PartyStore store, PartyFile file, ILogger<PartyRoster> logger)
    {
        _store = store;
        _file = file;
        _logger = logger;
    }

    /// <summary>Raised, on any thread, when members, invitations, machines or the party's name have changed. Handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Raised, on any thread and before <see cref="Changed"/>, with the id of a member who no longer belongs to the party.</summary>
    public event Action<Guid>? MemberRemoved;

    public string Name => _current.PartyName;

    public long Term => _current.Term;

    internal RosterSnapshot Current => _current;

    /// <summary>The member as they are now; null when they do not belong to the party.</summary>
    public Actor? Find(Guid memberId) => _current.MembersById.GetValueOrDefault(memberId)?.AsActor();

    public void Dispose() => _oneChange.Dispose();

    /// <summary>Changes the party in one transaction; when this returns, the change holds for every request.</summary>
    internal async Task<T> ChangeAsync<T>(Func<PartyDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        RosterSnapshot before, after;
        T result;
        await _oneChange.WaitAsync(cancellationToken);
        try
        {
            result = await _store.WriteAsync(change, cancellationToken);
            // From here on the change is a fact: whoever asked for it may go away, the roster must still learn of it.
            before = _current;
            after = await LoadAsync();
            _current = after;
            await SaveFileAsync(after);
        }
        finally
        {
            _oneChange.Release();
        }

        Tell(before, after);
        return result;
    }

    private async Task<RosterSnapshot> LoadAsync()
    {
        await using var context = await _store.ReadAsync(CancellationToken.None);
        return await RosterLoader.LoadAsync(context, CancellationToken.None);
    }

    private async Task SaveFileAsync(RosterSnapshot roster)
    {
        try
        {
            await _file.SaveAsync(PartyFileContent.Of(roster), CancellationToken.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The database has the change; the file is its cache and is written again with the next change or start.
            PartyLog.FileNotWritten(_logger, _file.Path, problem);
        }
    }

    private void Tell(RosterSnapshot before, RosterSnapshot after)
    {
        foreach (var gone in before.MembersById.Keys.Where(id => !after.MembersById.ContainsKey(id)))
            Raise(MemberRemoved, gone);
        foreach (var handler in Changed?.GetInvocationList() ?? [])
            Guarded((Action)handler);
    }

    private void Raise(Action<Guid>? handlers, Guid member)
    {
        foreach (var handler in handlers?.GetInvocationList() ?? [])
            Guarded(() => ((Action<Guid>)handler)(member));
    }

    /// <summary>One listener's fault must not keep the others from learning that somebody was removed.</summary>
    private void Guarded(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception problem)
        {
            PartyLog.ListenerFailed(_logger, problem);
        }
    }
}
