using System.Net;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Byob.Web.Tests.Workers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>Chunks that are counted twice, over real connections: who agrees, who is found out, and what of it outlives a restart.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(6 * TestParty.ChunkBytes);

    /// <summary>What a liar counts instead: other words of the same length.</summary>
    private static readonly byte[] Lies = [.. Text.Select(letter => letter == (byte)'a' ? (byte)'z' : letter)];

    private TestParty _party = null!;

    public async ValueTask InitializeAsync() => _party = await TestParty.StartAsync();

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task EveryChunk_TwoHonestMachines_IsExactAndTheProofSaysWhoAgreed()
    {
        var job = await _party.SubmitCheckedAsync(Text, Verification.EveryChunk);
        await CountAllAsync("anvil");
        await CountAllAsync("oak");

        await DoneAndExactAsync(job);
        var proof = await _party.ProofAsync(job);
        Assert.True(proof.Holds);
        Assert.Equal((2, VerificationMode.EveryChunk, (long)Text.Length), (proof.Version, proof.Effort!.Verification, proof.Effort.VerifiedBytes));
        Assert.All(proof.Ranges, range => Assert.NotEqual(range.WorkerId, range.VerifiedById));
        Assert.Equal(["anvil", "oak"], proof.Ranges.SelectMany(range => new[] { range.WorkerName, range.VerifiedByName }).Distinct().Order());
    }

    [Fact]
    public async Task EveryChunk_OneMachine_WaitsForAnotherAndBothSayWhy()
    {
        var job = await _party.SubmitCheckedAsync(Text, Verification.EveryChunk);
        await CountAllAsync("anvil");

        var waiting = await _party.WaitAsync(job, view => view.Waiting is not null && view.DoneBytes == Text.Length);

        Assert.Contains("a machine that has not counted it yet", waiting.Waiting, StringComparison.Ordinal);
        Assert.Equal(Text.Length, waiting.ToCheckBytes);
        await _party.SeeAsync(snapshot => snapshot.Workers[0].IdleReason?.Contains("checks of its own work", StringComparison.Ordinal) == true, () => "The machine does not say why it idles.");
    }

    [Fact]
    public async Task Liar_AmongThree_IsFoundOutAndTheResultIsExact()
    {
        var (job, liar) = await LiedAsync();
        await CountAllAsync("oak");
        await CountAllAsync("elm");

        await DoneAndExactAsync(job);

        var proof = await _party.ProofAsync(job);
        Assert.DoesNotContain(proof.Ranges, range => range.WorkerId == liar.Id.Value);
        Assert.Contains(proof.Discards, discard => discard.WorkerName == "liar" && discard.Outcome == "Outvoted");
        Assert.True(proof.Effort!.DiscardedBytes > 0);
        Assert.Contains("2 wrong counts", Seen(liar).SetAside, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAside_OutlivesARestartAndIsTakenBackByItsOwner()
    {
        var (job, liar) = await LiedAsync();
        await CountAllAsync("oak");
        await CountAllAsync("elm");
        await _party.WaitAsync(job, JobState.Done);

        await _party.RestartAsync();
        var back = await _party.DialAsync(liar.Identity);
        await back.JoinAsync();
        await back.BeatAsync();
        await _party.SubmitAsync(Text, "again");
        Assert.Contains("2 wrong counts", Seen(back).SetAside, StringComparison.Ordinal);
        Assert.Equal(0, await _party.LeasesAsync(back));

        using var others = await TakeBackAsync("Bob", back);
        Assert.Equal(HttpStatusCode.Conflict, others.StatusCode);
        Assert.Contains("Only Ann, who owns liar, or the host", await TusClient.SentenceOf(others), StringComparison.Ordinal);
        using var own = await TakeBackAsync("Ann", back);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);

        await back.LeaseAsync();
        Assert.Null(Seen(back).SetAside);
        Assert.Null((await RecordAsync(back)).SetAside);
        using var again = await TakeBackAsync("Ann", back);
        Assert.Contains("is not set aside", await TusClient.SentenceOf(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_WhileTwoDisagree_IsExactAllTheSame()
    {
        var (job, liar) = await LiedAsync();
        var oak = await _party.JoinAsAsync("oak");
        var check = await oak.LeaseAsync();
        await oak.CountAsync(check, Text);
        Assert.True(await _party.LookAsync(state => state.FindJob(job.Id)!.Ledger.Find(check.Range.Start)!.Disputed));

        await _party.RestartAsync();
        Assert.Equal(Text.Length, await _party.LookAsync(state => state.FindJob(job.Id)!.Ledger.ToCheckBytes));
        await CountAllAsync("ash");
        await CountAllAsync("elm");

        await DoneAndExactAsync(job);
        Assert.Equal(1, await _party.LookAsync(state => state.Scheduler.ReputationOf(liar.Id)!.Strikes));
        Assert.Equal(1, (await RecordAsync(liar)).Strikes);
    }

    [Theory]
    [InlineData(10, 1, true)]
    [InlineData(0, 1, false)]
    [InlineData(0, 100, true)]
    public async Task SpotCheck_ChecksWhoIsNewAndSomeOfWhoIsTrusted(int trustAfter, int percent, bool all)
    {
        await using var party = await TestParty.StartAsync($"--Scheduler:TrustAfter={trustAfter}");
        var job = await party.SubmitCheckedAsync(Text, Verification.SpotCheck(percent));
        await party.JoinAndWorkAsync(Text, slots: 1);
        await party.JoinAndWorkAsync(Text, slots: 1);

        await party.WaitAsync(job, JobState.Done);

        // That chance checks every one of six chunks at one in a hundred will not be seen.
        Assert.Equal(all, (await party.ProofAsync(job)).Effort!.VerifiedBytes == Text.Length);
        Assert.Equal(TestParty.Counts(Text), await party.ResultAsync(job));
    }

    [Fact]
    public async Task GoodChecks_AreKeptOverARestart()
    {
        var job = await _party.SubmitCheckedAsync(Text, Verification.EveryChunk);
        var anvil = await CountAllAsync("anvil");
        await CountAllAsync("oak");
        await _party.WaitAsync(job, JobState.Done);
        var good = await _party.LookAsync(state => state.Scheduler.ReputationOf(anvil.Id)!.GoodChecks);
        Assert.True(good > 0);
        // They are written with the next signs of life.
        await _party.SeeAsync(_ => RecordAsync(anvil).GetAwaiter().GetResult().GoodChecks == good, () => "The good checks were not written.");

        await _party.RestartAsync();

        Assert.Equal(good, await _party.LookAsync(state => state.Scheduler.ReputationOf(anvil.Id)!.GoodChecks));
    }

    /// <summary>A liar has counted all of the job, and everything waits to be checked.</summary>
    private async Task<(JobView Job, ScriptedWorker Liar)> LiedAsync()
    {
        var job = await _party.SubmitCheckedAsync(Text, Verification.EveryChunk);
        var liar = await _party.JoinAsAsync("liar");
        _ = liar.WorkAsync(Lies);
        await _party.WaitAsync(job, view => view.ToCheckBytes == Text.Length);
        return (job, liar);
    }

    private async Task<ScriptedWorker> CountAllAsync(string machine)
    {
        var worker = await _party.JoinAsAsync(machine);
        _ = worker.WorkAsync(Text);
        return worker;
    }

    private async Task DoneAndExactAsync(JobView job)
    {
        await _party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(job));
    }

    private WorkerView Seen(ScriptedWorker worker) => _party.Live.Current.Workers.Single(view => view.Id == worker.Id);

    private Task<WorkerRecord> RecordAsync(ScriptedWorker worker) => _party.ReadAsync(context => context.Workers.AsNoTracking().SingleAsync(row => row.Id == worker.Id.Value, TestParty.Cancel));

    private async Task<HttpResponseMessage> TakeBackAsync(string member, ScriptedWorker worker) =>
        await _party.Master.NewWorkerClient((await _party.EnrolAsync(member)).Token).PostAsync($"api/workers/{worker.Id}/take-back", null, TestParty.Cancel);
}
