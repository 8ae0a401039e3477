using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class JoinRulesTests
{
    private static readonly JoinRequest Good = ScriptedWorker.Request(Guid.CreateVersion7());
    private static readonly HeldLease Held = new(LeaseToken.New(1), JobId.New(), new ByteRange(0, 1), false);

    public static TheoryData<string, JoinRequest, string> Bad => new()
    {
        { "older protocol", Good with { ProtocolVersion = ProtocolVersion.Current - 1 }, "Update the worker" },
        { "newer protocol", Good with { ProtocolVersion = ProtocolVersion.Current + 1 }, "Update the master" },
        { "no slots", Good with { Capacity = new WorkerCapacity(0, 0) }, "slots" },
        { "too many slots", Good with { Capacity = new WorkerCapacity(257, 0) }, "slots" },
        { "credit that overflows", Good with { Capacity = new WorkerCapacity(int.MaxValue, int.MaxValue) }, "slots" },
        { "negative prefetch", Good with { Capacity = new WorkerCapacity(1, -1) }, "prefetch" },
        { "too much prefetch", Good with { Capacity = new WorkerCapacity(1, 17) }, "prefetch" },
        { "too much held", Good with { Held = [.. Enumerable.Repeat(Held, 1025)] }, "leases" },
        { "hole in what is held", Good with { Held = [null!] }, "not well formed" },
        { "nothing held at all", Good with { Held = null! }, "not well formed" },
        { "no capacity", Good with { Capacity = null! }, "not well formed" },
        { "no machine", Good with { Machine = null! }, "not well formed" },
        { "machine without cores", Good with { Machine = Good.Machine with { Cores = 0 } }, "not well formed" },
        { "machine with negative memory", Good with { Machine = Good.Machine with { MemoryBytes = -1 } }, "not well formed" },
        { "endless host name", Good with { Machine = Good.Machine with { HostName = new string('x', 501) } }, "not well formed" },
        { "no runtime", Good with { Machine = Good.Machine with { Runtime = null! } }, "not well formed" },
        { "endless version", Good with { WorkerVersion = new string('1', 501) }, "not well formed" },
        { "no instance", Good with { Instance = Guid.Empty }, "not well formed" },
        { "rate that is no number", Good with { MeasuredBytesPerSecond = double.NaN }, "not well formed" },
        { "negative rate", Good with { MeasuredBytesPerSecond = -1 }, "not well formed" },
        { "infinite rate", Good with { MeasuredBytesPerSecond = double.PositiveInfinity }, "not well formed" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Refusal_Nonsense_IsASentence(string what, JoinRequest request, string says)
    {
        var refusal = JoinRules.Refusal(request);

        Assert.True(refusal?.Contains(says, StringComparison.Ordinal), $"{what}: {refusal}");
    }

    [Fact]
    public void Refusal_AtTheBounds_IsNone()
    {
        Assert.Null(JoinRules.Refusal(Good with
        {
            Capacity = new WorkerCapacity(256, 16),
            Held = [.. Enumerable.Repeat(Held, 1024)],
            WorkerVersion = new string('1', 500),
        }));
    }

    [Fact]
    public void Bounded_Nonsense_IsMadeSensible()
    {
        var token = LeaseToken.New(1);
        var heartbeat = new WorkerHeartbeat(
            new WorkerVitals(double.NaN, -5, double.PositiveInfinity, -1),
            [null!, new LeaseProgress(token, (LeaseStage)99, 1, 1), new LeaseProgress(token, LeaseStage.Reading, 1, 1)],
            new string('x', 1000));

        var bounded = JoinRules.Bounded(heartbeat);

        Assert.Equal(new WorkerVitals(0, 0, 0, 0), bounded.Vitals);
        Assert.Equal(LeaseStage.Reading, Assert.Single(bounded.Progress).Stage);
        Assert.Equal(500, bounded.IdleReason!.Length);
        Assert.Equal(new WorkerVitals(100, 0, 1e12, 0), JoinRules.Bounded(heartbeat with { Vitals = new WorkerVitals(5000, 0, 1e300, 0) }).Vitals);
        Assert.Empty(JoinRules.Bounded(new WorkerHeartbeat(null!, null!, null)).Progress);
    }
}
