using System.Text.Json;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Storage;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>What is counted and does not count: taken from slow holders, late, sent twice, and what stops a job.</summary>
public sealed class DiscardTests
{
    private static readonly byte[] Text = TestParty.Text(TestParty.ChunkBytes * 3 / 2);

    [Fact]
    public async Task SilentHolder_IsOvertakenAndItsPartialIsLateAndCountedAsDiscarded()
    {
        // Who is asked to hand over a part is left in peace for as long.
        await using var party = await TestParty.StartAsync("--Scheduler:ShrinkPatience=01:00:00");
        var job = await party.SubmitAsync(Text);
        var other = await party.JoinAsAsync("other", bytesPerSecond: 10);
        var rest = await other.LeaseAsync();
        var slow = await party.JoinAsAsync("slow");
        var held = await slow.LeaseAsync();

        var quick = await party.JoinAsAsync("quick");
        var same = await quick.LeaseAsync();
        Assert.Equal((held.Range, 2), (same.Range, same.Attempt));
        Assert.Equal(SubmissionOutcome.Accepted, (await quick.CountAsync(same, Text)).Outcome);
        Assert.Equal(held.Token, await slow.RevokedAsync());
        Assert.Equal(SubmissionOutcome.Late, (await slow.CountAsync(held, Text)).Outcome);
        Assert.Equal(SubmissionOutcome.Duplicate, (await quick.CountAsync(same, Text)).Outcome);
        Assert.Equal(SubmissionOutcome.Foreign, (await quick.CountAsync(rest, Text)).Outcome);

        var ledger = (await party.Live.LedgerAsync(job.Id, TestParty.Cancel))!;
        Assert.Equal(held.Range.Length + rest.Range.Length, ledger.Proof.DiscardedBytes);
        Assert.Contains("was first", Attempt(ledger, "Late").Reason, StringComparison.Ordinal);
        Assert.Equal("slow", Attempt(ledger, "Late").WorkerName);
        Assert.Contains("counted already", Attempt(ledger, "Duplicate").Reason, StringComparison.Ordinal);
        Assert.Contains("another worker", Attempt(ledger, "Foreign").Reason, StringComparison.Ordinal);

        await other.CountAsync(rest, Text);
        await party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(Text), await party.ResultAsync(job));
        var proof = await party.ProofAsync(job);
        Assert.Equal((1, held.Range.Length + rest.Range.Length), (proof.Effort!.Speculations, proof.Effort.DiscardedBytes));
        Assert.Equal(["Superseded", "Late", "Duplicate", "Foreign"], proof.Discards.Select(discard => discard.Outcome));
    }

    [Fact]
    public async Task Proof_HasTheShapeThatProgramsRelyOn()
    {
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(Text);
        var worker = await party.JoinAsAsync("anvil");
        await worker.FailAsync((await worker.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "No.");
        _ = worker.WorkAsync(Text);
        await party.WaitAsync(job, JobState.Done);

        using var proof = JsonDocument.Parse(await party.Master.NewWorkerClient((await party.EnrolAsync()).Token).GetStringAsync("api/jobs/1/proof", TestParty.Cancel));

        Assert.Equal(["version", "job", "jobNumber", "datasetSha256", "cover", "effort", "ranges", "discards", "datasetUrl", "datasetValidator", "holds"], Names(proof.RootElement));
        Assert.Equal(["datasetBytes", "acceptedBytes", "overlapBytes", "ranges", "discardedBytes", "complete"], Names(proof.RootElement.GetProperty("cover")));
        Assert.Equal(
            ["verification", "verificationPercent", "verifiedBytes", "checkedBytes", "discardedBytes", "attempts", "discards", "steals", "stolenBytes", "speculations"],
            Names(proof.RootElement.GetProperty("effort")));
        Assert.Equal(
            ["start", "end", "partialSha256", "workerId", "workerName", "attempt", "words", "distinctWords", "leasedAt", "doneAt", "verifiedById", "verifiedByName"],
            Names(proof.RootElement.GetProperty("ranges")[0]));
        Assert.Equal(
            ["start", "end", "workerId", "workerName", "attempt", "outcome", "reason", "at", "countedBytes"],
            Names(proof.RootElement.GetProperty("discards")[0]));
        Assert.Equal(("Off", 3, 1), (proof.RootElement.GetProperty("effort").GetProperty("verification").GetString(),
            proof.RootElement.GetProperty("effort").GetProperty("attempts").GetInt32(), proof.RootElement.GetProperty("effort").GetProperty("discards").GetInt32()));
    }

    [Fact]
    public async Task Steal_HolderStopsWhereItIsAsked_TheRestGoesToTheIdleOne()
    {
        var text = TestParty.Text(6000);
        await using var party = await TestParty.StartAsync("--Scheduler:SmallestChunkBytes=100", "--Scheduler:LargestChunkBytes=100000", "--Scheduler:TargetDuration=00:10:00");
        var job = await party.SubmitAsync(text);
        var slow = await party.JoinAsAsync("slow", bytesPerSecond: 1000);
        var lease = await slow.LeaseAsync();
        var quick = await party.JoinAsAsync("quick");
        _ = quick.WorkAsync(text);

        var (token, end) = await slow.ShrinkAsync();
        Assert.Equal(lease.Token, token);
        Assert.InRange(end, lease.Range.Start, lease.Range.End - 1);
        await slow.AnswerShrinkAsync(token, end);
        if (end > lease.Range.Start)
            await slow.CountAsync(lease with { Range = new ByteRange(lease.Range.Start, end) }, text);

        await party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(text), await party.ResultAsync(job));
        var proof = await party.ProofAsync(job);
        Assert.True(proof.Holds);
        Assert.Contains(proof.Ranges, range => range.WorkerName == "quick" && range.Start < lease.Range.End && range.End > end);
    }

    [Fact]
    public async Task Poison_ShowsTheRangeAndEveryErrorByNameAndTryAgainForgives()
    {
        var text = TestParty.Text(500);
        await using var party = await TestParty.StartAsync();
        var job = await party.SubmitAsync(text);
        var anvil = await party.JoinAsAsync("anvil");
        var first = await anvil.LeaseAsync();
        var oak = await party.JoinAsAsync("oak");
        await anvil.FailAsync(first.Token, LeaseFailureKind.CountFailed, "It is haunted.");
        await oak.FailAsync((await oak.LeaseAsync()).Token, LeaseFailureKind.ReadFailed, "It bites.");
        var (last, third) = await EitherAsync(anvil, oak);
        await last.FailAsync(third.Token, LeaseFailureKind.CountFailed, "Still there.");
        Assert.Equal(JobState.Failed, await party.StateAsync(job));

        string[] said = ["anvil: It is haunted.", "oak: It bites."];
        Assert.Equal(said, (await TroublesAsync(party, job)).Take(2));
        Assert.Equal(3, (await TroublesAsync(party, job)).Length);
        await party.RestartAsync();
        Assert.Equal(said, (await TroublesAsync(party, job)).Take(2));

        Assert.True((await party.Jobs.ResumeAsync(job.Id, await party.ActorAsync(), TestParty.Cancel)).Ok);
        Assert.Empty(await TroublesAsync(party, job));
        var again = await party.JoinAsAsync("anvil");
        for (var failure = 1; failure <= 2; failure++)
            await again.FailAsync((await again.LeaseAsync()).Token, LeaseFailureKind.CountFailed, "Once more.");
        await again.CountAsync(await again.LeaseAsync(), text);
        await party.WaitAsync(job, JobState.Done);
        Assert.Equal(TestParty.Counts(text), await party.ResultAsync(job));
    }

    private static async Task<(Workers.ScriptedWorker Worker, ChunkLease Lease)> EitherAsync(params Workers.ScriptedWorker[] workers)
    {
        var leases = workers.Select(async worker => (worker, await worker.LeaseAsync())).ToList();
        return await await Task.WhenAny(leases);
    }

    private static AttemptView Attempt(LedgerSnapshot ledger, string outcome) => Assert.Single(ledger.Attempts, attempt => attempt.Outcome == outcome);

    private static async Task<string[]> TroublesAsync(TestParty party, JobView job) =>
        [.. (await party.Live.LedgerAsync(job.Id, TestParty.Cancel))!.Troubles.Select(trouble => $"{trouble.WorkerName}: {trouble.Reason}")];

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
