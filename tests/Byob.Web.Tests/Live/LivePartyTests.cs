using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Byob.Web.Workers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Live;

public sealed class LivePartyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SnapshotPublisher _publisher = new(new PartyViews(new Bare()), new WorkStream());
    private readonly MasterState _state;
    private readonly LiveParty _live;

    public LivePartyTests()
    {
        _state = new MasterState(new PartyScheduler(1, new SchedulerOptions(), new NoCuts(), _ => false), new WorkerRoster(new WorkersOptions()), _time);
        _live = new LiveParty(_publisher, null!, _time);
    }

    [Fact]
    public async Task Watch_NewWatcher_GetsTheCurrentSnapshotAtOnce()
    {
        _publisher.Publish(_state);
        await using var watcher = _live.WatchAsync(Cancel).GetAsyncEnumerator(Cancel);

        Assert.True(await watcher.MoveNextAsync());

        Assert.Equal(1, watcher.Current.Version);
    }

    [Fact]
    public async Task Watch_SlowWatcher_GetsTheNewestAndNeverAnOldOne()
    {
        await using var watcher = _live.WatchAsync(Cancel).GetAsyncEnumerator(Cancel);
        await watcher.MoveNextAsync();

        for (var snapshot = 0; snapshot < 10; snapshot++)
            _publisher.Publish(_state);

        await NextAsync(watcher);
        Assert.Equal(10, watcher.Current.Version);
    }

    [Fact]
    public async Task Watch_ManySnapshots_AtMostFiveASecond()
    {
        await using var watcher = _live.WatchAsync(Cancel).GetAsyncEnumerator(Cancel);
        await watcher.MoveNextAsync();
        var seen = 1;
        var next = watcher.MoveNextAsync().AsTask();
        for (var milliseconds = 0; milliseconds < 1000; milliseconds += 10)
        {
            _publisher.Publish(_state);
            _time.Advance(TimeSpan.FromMilliseconds(10));
            // Far more than the watcher needs to go on when it may.
            for (var yields = 0; yields < 100 && !next.IsCompleted; yields++)
                await Task.Yield();
            if (next.IsCompleted)
            {
                seen++;
                next = watcher.MoveNextAsync().AsTask();
            }
        }

        Assert.InRange(seen, 2, 6);
        _publisher.Publish(_state);
        _time.Advance(TimeSpan.FromSeconds(1));
        await next.WaitAsync(MasterHost.Patience, Cancel);
    }

    [Fact]
    public async Task Watch_NothingNew_Waits()
    {
        _publisher.Publish(_state);
        await using var watcher = _live.WatchAsync(Cancel).GetAsyncEnumerator(Cancel);
        await watcher.MoveNextAsync();

        var next = watcher.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(next.IsCompleted);

        _publisher.Publish(_state);
        Assert.True(await next.WaitAsync(MasterHost.Patience, Cancel));
        Assert.Equal(2, watcher.Current.Version);
    }

    [Fact]
    public async Task Watch_Cancelled_Ends()
    {
        using var closing = new CancellationTokenSource();
        await using var watcher = _live.WatchAsync(closing.Token).GetAsyncEnumerator(Cancel);
        await watcher.MoveNextAsync();
        var next = watcher.MoveNextAsync().AsTask();

        await closing.CancelAsync();

        Assert.False(await next.WaitAsync(MasterHost.Patience, Cancel));
    }

    [Fact]
    public void Publish_OnlyWhenSomethingChanged()
    {
        _publisher.PublishIfDirty(_state);
        var version = _live.Current.Version;

        _publisher.PublishIfDirty(_state);
        Assert.Equal(version, _live.Current.Version);
        _publisher.MarkDirty();
        _publisher.PublishIfDirty(_state);
        Assert.Equal(version + 1, _live.Current.Version);
    }

    [Fact]
    public void Sample_ForLongerThanTheChart_KeepsTheNewest()
    {
        for (var second = 0; second < 400; second++)
            _publisher.Sample(_state, DateTimeOffset.UnixEpoch.AddSeconds(second));
        _publisher.Publish(_state);

        Assert.Equal(PartySnapshot.ThroughputPoints, _live.Current.Throughput.Length);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(100), _live.Current.Throughput[0].At);
    }

    [Fact]
    public void Sample_SilentWorker_CountsForNothing()
    {
        var identity = new WorkerIdentity(Shared.Chunks.WorkerId.New(), "machine", Guid.CreateVersion7(), "Ann", false);
        _state.Roster.Join(identity, "a", Workers.ScriptedWorker.Request(Guid.CreateVersion7()), _state.Now);
        _state.Roster.Heard(identity.Id, "a", new Shared.Hubs.WorkerHeartbeat(new Shared.Hubs.WorkerVitals(0, 0, 500, 0), [], null), _state.Now);
        _publisher.Sample(_state, _state.Now);
        for (var second = 0; second <= 4; second++)
            _state.Roster.Tick(_state.Now.AddSeconds(second));
        _publisher.Sample(_state, _state.Now);
        _publisher.Publish(_state);

        Assert.Equal([500d, 0d], _live.Current.Throughput.Select(point => point.BytesPerSecond));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task NextAsync(IAsyncEnumerator<PartySnapshot> watcher)
    {
        var next = watcher.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next.WaitAsync(MasterHost.Patience, Cancel));
    }

    private sealed class Bare : IPartyIdentity
    {
        public string Name => "Party";

        public long Term => 1;
    }

    private sealed class NoCuts : ICutAligner
    {
        public Cut Align(Shared.Chunks.JobId job, long wanted) => new(wanted);
    }
}
