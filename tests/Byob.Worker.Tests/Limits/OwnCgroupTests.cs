using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Limits;

/// <summary>Against folders that look like control groups.</summary>
public sealed class OwnCgroupTests : IDisposable
{
    private const int Own = 4711;

    private readonly TempFolder _root = new();

    public OwnCgroupTests()
    {
        Write("proc/self/cgroup", "1:name=systemd:/x\n0::/user.slice/byob.service\n");
        Write("sys/fs/cgroup/user.slice/cpu.max", "400000 100000");
        Write("sys/fs/cgroup/user.slice/memory.max", "2147483648");
        Group("cgroup.procs", $"{Own}\n");
        Group("cpu.max", "max 100000");
        Group("memory.max", "1073741824");
        Group("cpu.weight", "100");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Given_IsTheLeastOfTheGroupsAbove()
    {
        var group = new OwnCgroup(_root.Path, Own);

        Assert.Equal((4.0, 1L << 30), (group.MostCores, group.MostMemoryBytes));
    }

    [Fact]
    public void Alone_LimitsAreWritten_AndTakenBackToWhatWasGiven()
    {
        var fence = new LinuxFence(new OwnCgroup(_root.Path, Own));

        fence.Set(Limits(new WrittenLimits(LimitPreset.Full, CpuPercent: 50, MemoryMiB: 400)));
        Assert.Equal((Quota(0.5), "524288000"), (Read("cpu.max"), Read("memory.max")));

        fence.Set(Limits(new WrittenLimits(LimitPreset.Full, MemoryMiB: 4000)));
        Assert.Equal(("max 100000", "1073741824"), (Read("cpu.max"), Read("memory.max")));
    }

    [Theory]
    [InlineData(LimitPreset.Quiet, "1")]
    [InlineData(LimitPreset.Balanced, "20")]
    [InlineData(LimitPreset.Full, "100")]
    public void Alone_WeightFollowsThePriority(LimitPreset preset, string weight)
    {
        new LinuxFence(new OwnCgroup(_root.Path, Own)).Set(Limits(new WrittenLimits(preset)));

        Assert.Equal(weight, Read("cpu.weight"));
    }

    [Fact]
    public void Shared_IsNeverTouched()
    {
        Group("cgroup.procs", $"1\n{Own}\n");
        var group = new OwnCgroup(_root.Path, Own);

        Assert.False(group.KeepCores(0.5));
        Assert.False(group.KeepMemory(1 << 20));
        Assert.Equal(("max 100000", "1073741824"), (Read("cpu.max"), Read("memory.max")));
    }

    [Theory]
    [InlineData("0::/\n")]
    [InlineData("3:cpu:/x\n")]
    public void RootOrOldGroups_AreLeftAlone(string groups)
    {
        Write("proc/self/cgroup", groups);

        var group = new OwnCgroup(_root.Path, Own);

        Assert.Null(group.MostCores);
        Assert.False(group.KeepCores(1));
    }

    [Fact]
    public void NoGroupsAtAll_AreNoFault()
    {
        Directory.Delete(_root["proc"], recursive: true);

        Assert.False(new OwnCgroup(_root.Path, Own).KeepMemory(1));
    }

    private static LimitsInForce Limits(WrittenLimits written) => LimitsInForce.Of(written, null, 4, 8L << 30);

    private static string Quota(double share) => $"{(long)(share * Environment.ProcessorCount * 100_000)} 100000";

    private string Read(string file) => File.ReadAllText(_root[$"sys/fs/cgroup/user.slice/byob.service/{file}"]);

    private void Group(string file, string content) => Write($"sys/fs/cgroup/user.slice/byob.service/{file}", content);

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        File.WriteAllText(_root[path], content);
    }
}
