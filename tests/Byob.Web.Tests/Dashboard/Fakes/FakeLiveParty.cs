using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Web.Live;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>A party whose snapshots a test publishes.</summary>
internal sealed class FakeLiveParty : ILiveParty
{
    private readonly Lock _lock = new();
    private readonly List<Channel<PartySnapshot>> _watchers = [];

    public PartySnapshot Current { get; private set; } = Some.Party();

    public Dictionary<JobId, LedgerSnapshot> Ledgers { get; } = [];

    public int Watchers
    {
        get
        {
            lock (_lock)
                return _watchers.Count;
        }
    }

    /// <summary>Publishes the current snapshot with a change, under a new version.</summary>
    public void Publish(Func<PartySnapshot, PartySnapshot> change)
    {
        Channel<PartySnapshot>[] watchers;
        lock (_lock)
        {
            Current = change(Current) with { Version = Current.Version + 1 };
            watchers = [.. _watchers];
        }

        foreach (var watcher in watchers)
            watcher.Writer.TryWrite(Current);
    }

    public void Break(Exception problem)
    {
        lock (_lock)
            _watchers.ForEach(watcher => watcher.Writer.TryComplete(problem));
    }

    public async IAsyncEnumerable<PartySnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mine = Channel.CreateUnbounded<PartySnapshot>();
        lock (_lock)
        {
            _watchers.Add(mine);
            mine.Writer.TryWrite(Current);
        }

        try
        {
            await foreach (var snapshot in mine.Reader.ReadAllAsync(cancellationToken))
                yield return snapshot;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(mine);
        }
    }

    public ValueTask<LedgerSnapshot?> LedgerAsync(JobId job, CancellationToken cancellationToken) => ValueTask.FromResult(Ledgers.GetValueOrDefault(job));
}
