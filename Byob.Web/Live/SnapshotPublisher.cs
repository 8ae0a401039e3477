using System.Collections.Immutable;
using Byob.Web.Jobs;

namespace Byob.Web.Live;

/// <summary>Makes immutable snapshots of the master's state, one a tick while it changes, and holds the newest for whoever watches.</summary>
public sealed class SnapshotPublisher(PartyViews views, WorkStream stream)
{
    private readonly Queue<ThroughputPoint> _throughput = new();
    private volatile Published _newest = new(PartySnapshot.Empty);
    private bool _dirty = true;
    private long _samples;

    public PartySnapshot Current => _newest.Snapshot;

    /// <summary>Something changed since the last snapshot. The coordinator's thread only, like all below.</summary>
    public void MarkDirty() => _dirty = true;

    /// <summary>Takes one point of the throughput chart, and of each worker's rate. Called once a second.</summary>
    public void Sample(MasterState state, DateTimeOffset now)
    {
        var rate = state.Roster.Entries.Where(worker => worker.Liveness == WorkerLiveness.Alive).Sum(worker => worker.Vitals.BytesPerSecond);
        _samples++;
        foreach (var worker in state.Roster.Entries)
            worker.Rates.Add(worker.Liveness == WorkerLiveness.Alive ? worker.Vitals.BytesPerSecond : 0, closes: _samples % (int)RateRing.Interval.TotalSeconds == 0);
        _throughput.Enqueue(new ThroughputPoint(now, rate));
        while (_throughput.Count > PartySnapshot.ThroughputPoints)
            _throughput.Dequeue();
        _dirty = true;
    }

    public void PublishIfDirty(MasterState state)
    {
        if (_dirty)
            Publish(state);
    }

    public void Publish(MasterState state)
    {
        _dirty = false;
        stream.Take(state);
        var older = _newest;
        var throughput = _throughput.ToImmutableArray();
        _newest = new Published(views.Snapshot(state, older.Snapshot.Version + 1, throughput));
        older.Replaced.SetResult();
    }

    /// <summary>Ends when a newer snapshot than <paramref name="seen"/> is there.</summary>
    public Task NewerThanAsync(PartySnapshot seen, CancellationToken cancellationToken)
    {
        var newest = _newest;
        return ReferenceEquals(newest.Snapshot, seen) ? newest.Replaced.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
    }

    private sealed record Published(PartySnapshot Snapshot)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
