using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Tests.Hosting;
using Byob.Web.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class HeartbeatsTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WorkersOptions _options = new() { HeartbeatInterval = TimeSpan.FromSeconds(1), SuspectAfter = TimeSpan.FromSeconds(3) };
    private readonly WorkerIdentity _worker = new(WorkerId.New(), "machine", Guid.CreateVersion7(), "Ann", false);

    [Theory]
    // The beat that was due at 1 s comes late; the next is due at 2 s all the same.
    [InlineData(1.2, 2.0, true)]
    [InlineData(1.2, 1.9, false)]
    // After a long sleep the next one is due an interval later, and none is made up for.
    [InlineData(7.5, 8.4, false)]
    [InlineData(7.5, 8.5, true)]
    public void Tick_AfterOneThatCameLate_ComesWhenItIsDue(double late, double next, bool beats)
    {
        var roster = new WorkerRoster(_options);
        var state = new MasterState(new PartyScheduler(7, new SchedulerOptions(), new NoCuts(), _ => false), roster, TimeProvider.System);
        var heartbeats = new Heartbeats(master.Host.Services.GetRequiredService<WorkerLinks>(), _options, NullLogger<Heartbeats>.Instance);
        heartbeats.Tick(state, Start);
        heartbeats.Tick(state, At(late));
        // Silent for long enough: the next beat notices.
        var machine = new MachineDescription("machine", "Linux", "X64", 1, 1L << 30, ".NET");
        roster.Join(_worker, "a", new JoinRequest(ProtocolVersion.Current, "1.0", Guid.CreateVersion7(), machine, new WorkerCapacity(1, 0), 0, []), At(next - 3));

        heartbeats.Tick(state, At(next));

        Assert.Equal(beats ? WorkerLiveness.Suspect : WorkerLiveness.Alive, roster.Find(_worker.Id)!.Liveness);
    }

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private sealed class NoCuts : ICutAligner
    {
        public Cut Align(JobId job, long wanted) => new(wanted);
    }
}
