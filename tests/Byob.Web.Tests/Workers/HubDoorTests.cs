using System.Net;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Tests.Jobs;
using Microsoft.AspNetCore.SignalR;
using Xunit;

namespace Byob.Web.Tests.Workers;

public sealed class HubDoorTests : IAsyncLifetime
{
    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync();

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Hub_Nobody_IsRefused()
    {
        using var reply = await _party.Master.NewClient().PostAsync(PartyRoutes.Hub + "/negotiate?negotiateVersion=1", null, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
    }

    [Fact]
    public async Task Hub_SignedInMember_IsRefused()
    {
        var member = await _party.Master.SignInAsync("Ann");

        using var reply = await member.PostAsync(PartyRoutes.Hub + "/negotiate?negotiateVersion=1", null, TestParty.Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    [Fact]
    public async Task Hub_TokenThatNobodyHas_IsRefused()
    {
        var identity = (await _party.EnrolAsync()) with { Token = new string('x', 43) };

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => ScriptedWorker.DialAsync(_party.Master.Address, identity));

        Assert.Equal(HttpStatusCode.Unauthorized, fault.StatusCode);
    }

    [Theory]
    [InlineData(-1, "Update the worker")]
    [InlineData(1, "Update the master")]
    public async Task Join_OtherProtocol_IsRefusedWithASentenceForTheOlderSide(int difference, string mend)
    {
        var worker = await _party.DialAsync();

        var reply = await worker.JoinAsync(ScriptedWorker.Request(worker.Instance) with { ProtocolVersion = ProtocolVersion.Current + difference });

        Assert.Contains(mend, reply.Refusal, StringComparison.Ordinal);
        Assert.Null(await _party.LookAsync(state => state.Roster.Find(worker.Id)));
    }

    [Fact]
    public async Task Join_NonsenseInTheRequest_IsRefusedWithASentence()
    {
        var worker = await _party.DialAsync();
        var good = ScriptedWorker.Request(worker.Instance);
        JoinRequest[] nonsense =
        [
            good with { Capacity = new WorkerCapacity(100_000, 0) },
            good with { Held = [.. Enumerable.Repeat(new HeldLease(LeaseToken.New(1), JobId.New(), new ByteRange(0, 1), false), 1025)] },
            good with { Machine = null! },
            good with { WorkerVersion = null! },
        ];

        foreach (var request in nonsense)
            Assert.NotNull((await worker.JoinAsync(request)).Refusal);
        Assert.Null(await _party.LookAsync(state => state.Roster.Find(worker.Id)));
        Assert.Null((await worker.JoinAsync(good)).Refusal);
    }

    [Fact]
    public async Task Heartbeat_EmptyMessage_HarmsNobody()
    {
        var worker = await _party.JoinAsync();

        await worker.CallAsync(nameof(IPartyHub.Heartbeat), new WorkerHeartbeat(null!, null!, null));
        await worker.CallAsync(nameof(IPartyHub.FailLease), new LeaseFailure(LeaseToken.New(1), LeaseFailureKind.CountFailed, null!));
        await Assert.ThrowsAsync<HubException>(() => worker.CallAsync(nameof(IPartyHub.Heartbeat), [null]));

        await worker.BeatAsync();
        Assert.NotNull(await _party.LookAsync(state => state.Roster.Find(worker.Id)));
    }

    [Fact]
    public async Task Heartbeat_BeforeJoining_IsIgnored()
    {
        var worker = await _party.DialAsync();

        await worker.BeatAsync();

        Assert.Null(await _party.LookAsync(state => state.Roster.Find(worker.Id)));
    }

    [Fact]
    public async Task Calls_FarMoreThanAnyWorkerNeeds_CutTheConnection()
    {
        var worker = await _party.DialAsync();
        var bad = ScriptedWorker.Request(worker.Instance) with { ProtocolVersion = -1 };

        try
        {
            for (var call = 0; call < 20_000 && !worker.IsClosed; call++)
                await worker.SendAsync(nameof(IPartyHub.Join), bad);
        }
        catch (InvalidOperationException)
        {
            // Sending over the cut connection.
        }

        await worker.Closed;
    }
}
