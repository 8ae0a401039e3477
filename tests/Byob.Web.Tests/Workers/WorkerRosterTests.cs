using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class WorkerRosterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly WorkerHeartbeat Beat = new(new WorkerVitals(10, 1000, 100, 0), [], null);

    private readonly WorkersOptions _options = new()
    {
        HeartbeatInterval = TimeSpan.FromSeconds(1),
        SuspectAfter = TimeSpan.FromSeconds(3),
        LostAfter = TimeSpan.FromSeconds(10),
        ReturnWithin = TimeSpan.FromSeconds(4),
        ForgetAfter = TimeSpan.FromSeconds(60),
    };

    private readonly WorkerRoster _roster;
    private readonly WorkerIdentity _worker = new(WorkerId.New(), "machine", Guid.CreateVersion7(), "Ann", false);
    private readonly Guid _instance = Guid.CreateVersion7();

    public WorkerRosterTests() => _roster = new WorkerRoster(_options);

    [Theory]
    [InlineData(2, WorkerLiveness.Alive)]
    [InlineData(3, WorkerLiveness.Suspect)]
    [InlineData(9, WorkerLiveness.Suspect)]
    [InlineData(10, WorkerLiveness.Lost)]
    public void Tick_SilentForSoLong_Is(int seconds, WorkerLiveness expected)
    {
        Join("a");

        var lost = Pass(0, seconds);

        Assert.Equal(expected, Entry.Liveness);
        Assert.Equal(expected == WorkerLiveness.Lost ? 1 : 0, lost.Count);
    }

    [Theory]
    [InlineData(3, WorkerLiveness.Suspect)]
    [InlineData(4, WorkerLiveness.Lost)]
    public void Tick_ConnectionGoneForSoLong_Is(int seconds, WorkerLiveness expected)
    {
        Join("a");
        Assert.True(_roster.Disconnected(_worker.Id, "a", Start));

        Pass(0, seconds);

        Assert.Equal(expected, Entry.Liveness);
    }

    [Fact]
    public void Tick_MasterWasAwayItself_NobodyIsLostForIt()
    {
        Join("a");
        Pass(0, 1);

        Assert.Empty(_roster.Tick(Start.AddHours(8)));

        Assert.Equal(WorkerLiveness.Alive, Entry.Liveness);
        Assert.Single(Pass((8 * 3600) + 1, (8 * 3600) + 10));
    }

    [Fact]
    public void Tick_LostAndGoneForLong_IsForgotten()
    {
        Join("a");
        _roster.Disconnected(_worker.Id, "a", Start);

        Pass(0, 59);
        Assert.NotNull(_roster.Find(_worker.Id));
        Pass(60, 60);
        Assert.Null(_roster.Find(_worker.Id));
    }

    [Fact]
    public void Heard_LostOverTheSameConnection_IsIgnored()
    {
        Join("a");
        Pass(0, 10);

        Assert.False(_roster.Heard(_worker.Id, "a", Beat, Start.AddSeconds(11)));
        Assert.Equal(WorkerLiveness.Lost, Entry.Liveness);
    }

    [Fact]
    public void Heard_OverAnotherConnection_IsIgnored()
    {
        Join("a");

        Assert.False(_roster.Heard(_worker.Id, "b", Beat, Start));
        Assert.False(_roster.Heard(WorkerId.New(), "a", Beat, Start));
    }

    [Fact]
    public void Join_LostOne_IsAliveAgainWithItsColour()
    {
        Join("a");
        var colour = Entry.Colour;
        Pass(0, 10);

        Join("b");

        Assert.Equal((WorkerLiveness.Alive, colour, "b"), (Entry.Liveness, Entry.Colour, Entry.ConnectionId));
    }

    [Fact]
    public void Join_OtherProcess_NamesTheConnectionItReplaces()
    {
        Assert.Null(Join("a"));
        Assert.Null(Join("b"));
        Assert.Equal("b", _roster.Join(_worker, "c", ScriptedWorker.Request(Guid.CreateVersion7()), Start));
        _roster.Disconnected(_worker.Id, "c", Start);
        Assert.Null(Join("d"));
    }

    [Fact]
    public void Disconnected_OldConnection_ChangesNothing()
    {
        Join("a");
        Join("b");

        Assert.False(_roster.Disconnected(_worker.Id, "a", Start));
        Assert.Equal(("b", WorkerLiveness.Alive), (Entry.ConnectionId, Entry.Liveness));
    }

    [Fact]
    public void Left_ThenDisconnected_StaysLeft()
    {
        Join("a");
        _roster.Left(_worker.Id);
        _roster.Disconnected(_worker.Id, "a", Start);

        Assert.Empty(Pass(0, 30));
        Assert.Equal(WorkerLiveness.Left, Entry.Liveness);
    }

    private WorkerEntry Entry => _roster.Find(_worker.Id)!;

    private string? Join(string connection) => _roster.Join(_worker, connection, ScriptedWorker.Request(_instance), Start);

    /// <summary>Ticks once a second, as the master does.</summary>
    private List<(WorkerEntry, string)> Pass(int from, int until) =>
        [.. Enumerable.Range(from, until - from + 1).SelectMany(second => _roster.Tick(Start.AddSeconds(second)))];
}
