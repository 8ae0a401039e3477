using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Byob.Web.Tests.Jobs;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>Real workers behind a real proxy, with WebSockets and without.</summary>
public sealed class TransportTests
{
    /// <summary>One chunk, below a path; the proxy takes bodies of 1 MB.</summary>
    private static readonly string[] s_largeChunks = ["--Scheduler:LargestChunkBytes=16777216", "--Scheduler:SmallestChunkBytes=16777216", "--Hosting:PathBase=/party"];

    [Theory]
    [InlineData(false, "WebSockets")]
    [InlineData(true, "LongPolling")]
    public async Task Worker_BehindAProxy_JoinsCountsAndSendsItsPartial(bool refuses, string transport)
    {
        await using var party = await TestParty.StartAsync(s_largeChunks);
        await using var proxy = await SmallProxy.StartAsync(party.Master.Address, new SmallProxySettings("/party", RefusesWebSockets: refuses));
        await using var worker = new EngineRun(proxy.Address, await party.EnrolAsync("Ann", "far away"));
        var seen = await party.SeeAsync(snapshot => snapshot.Workers is [{ Liveness: WorkerLiveness.Alive }], () => "It did not join: " + worker.Engine.Status.Why);
        var text = TestParty.Text(6_000_000);

        var job = await party.SubmitAsync(text);
        await party.WaitAsync(job, JobState.Done);

        Assert.Equal(TestParty.Counts(text), await party.ResultAsync(job));
        Assert.Equal((transport, transport), (seen.Workers[0].Transport, worker.Engine.Status.Transport));
        Assert.False(seen.Workers[0].IsOfOtherVersion);
        Assert.Equal(refuses, proxy.Upgrades == 0);
        Assert.Equal(refuses, proxy.RefusedUpgrades > 0);
    }

    [Fact]
    public async Task Worker_OfAnotherVersion_IsShownAsSuch()
    {
        await using var party = await TestParty.StartAsync();
        await party.JoinAsync();

        var seen = await party.SeeAsync(snapshot => snapshot.Workers is [_], () => "It did not join.");

        Assert.True(seen.Workers[0].IsOfOtherVersion);
    }
}
