using Byob.Web.Tests.Hosting;
using Byob.Web.Workers;
using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class WorkersOptionsTests
{
    public static TheoryData<string, WorkersOptions> Bad => new()
    {
        { "Workers:HeartbeatInterval", new WorkersOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(1) } },
        { "Workers:HeartbeatInterval", new WorkersOptions { HeartbeatInterval = TimeSpan.FromHours(1), SuspectAfter = TimeSpan.FromHours(2), LostAfter = TimeSpan.FromHours(3) } },
        { "Workers:SuspectAfter", new WorkersOptions { SuspectAfter = TimeSpan.FromSeconds(1) } },
        { "Workers:LostAfter", new WorkersOptions { LostAfter = TimeSpan.FromSeconds(3), ReturnWithin = TimeSpan.Zero } },
        { "Workers:ReturnWithin", new WorkersOptions { ReturnWithin = TimeSpan.FromSeconds(-1) } },
        { "Workers:ReturnWithin", new WorkersOptions { ReturnWithin = TimeSpan.FromSeconds(11) } },
        { "Workers:ForgetAfter", new WorkersOptions { ForgetAfter = TimeSpan.FromSeconds(-1) } },
        { "Workers:MaxFrameBytes", new WorkersOptions { MaxFrameBytes = 1000 } },
        { "Workers:MaxFrameBytes", new WorkersOptions { MaxFrameBytes = 1 << 20 } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Faults_BadValue_NamesItsKey(string key, WorkersOptions options) =>
        Assert.StartsWith(key, Assert.Single(options.Faults()), StringComparison.Ordinal);

    [Fact]
    public void Faults_Defaults_None() => Assert.Empty(new WorkersOptions().Faults());

    [Fact]
    public void Faults_Several_AllAtOnce() =>
        Assert.Equal(2, new WorkersOptions { MaxFrameBytes = 0, ForgetAfter = TimeSpan.FromDays(-1) }.Faults().Count());

    [Fact]
    public async Task Start_FramesLargerThanTheInboxTakes_IsRefusedWithASentence()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => MasterHost.StartAsync("--Workers:MaxFrameBytes=65536", "--Results:MaxFrameBytes=32768"));

        Assert.Contains("Results:MaxFrameBytes", fault.Message, StringComparison.Ordinal);
    }
}
