using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Byob.Worker.Counting;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>Jobs over a text on the web: cut between words there, read there by workers, and told in the proof.</summary>
public sealed class UrlJobTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(50_000);

    private SourceServer _source = null!;
    private TestParty _party = null!;
    private DatasetId _dataset;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceServer.StartAsync(Text);
        _party = await TestParty.StartAsync($"--Datasets:UrlHosts:0={_source.Place}", "--Datasets:UrlPrivateAddresses=true");
        var added = await _party.Datasets.AddFromUrlAsync(_source.Url, await _party.ActorAsync(), TestParty.Cancel);
        Assert.Null(added.Refusal);
        _dataset = added.Value!.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _party.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Job_OverAUrl_IsCountedExactlyAndItsProofHasTheValidator()
    {
        var job = await _party.SubmitAsync(_dataset);
        await _party.JoinAndWorkAsync(Text);
        await _party.WaitAsync(job, JobState.Done);

        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(job));
        var proof = await _party.ProofAsync(job);
        Assert.True(proof.Holds);
        Assert.Equal((null, _source.Url, "\"one\""), (proof.DatasetSha256, proof.DatasetUrl, proof.DatasetValidator));
    }

    [Fact]
    public async Task Worker_ReadsAtTheSource_AndThroughTheMasterWhereItCannot()
    {
        var token = (await _party.EnrolAsync()).Token;
        using var fromMaster = new HttpRangeSource(_party.Master.Address, _ => ValueTask.FromResult<string?>(token));
        using var source = new UrlRangeSource(fromMaster, _party.Master.Address, _ => ValueTask.FromResult<string?>(token), TimeProvider.System);
        var lease = Lease(new ByteRange(100, 5000));

        Assert.Equal(Text[100..5000], await ReadAsync(source, lease));
        Assert.Equal(1, source.ReadDirectly);

        // Once, so that it fails for the worker and goes well for the master.
        _source.Statuses.Enqueue(503);
        Assert.Equal(Text[100..5000], await ReadAsync(source, lease));
        Assert.Equal(Text[100..5000], await ReadAsync(source, lease));
        Assert.Equal(1, source.ReadDirectly);
    }

    [Fact]
    public async Task Worker_OfASourceThatChanged_IsToldByTheMasterAndCountsNothing()
    {
        var token = (await _party.EnrolAsync()).Token;
        using var fromMaster = new HttpRangeSource(_party.Master.Address, _ => ValueTask.FromResult<string?>(token));
        using var source = new UrlRangeSource(fromMaster, _party.Master.Address, _ => ValueTask.FromResult<string?>(token), TimeProvider.System);
        _source.Tag = "\"two\"";

        var fault = await Assert.ThrowsAsync<RangeReadException>(() => ReadAsync(source, Lease(new ByteRange(0, 1000))));
        Assert.Contains("no longer the file", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsTransient);
    }

    [Fact]
    public async Task Source_ThatDoesNotAnswer_HoldsUpItsOwnJobAloneAndItsReasonIsShown()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Before = http => answers.Task.WaitAsync(http.RequestAborted);
        var waiting = await _party.SubmitAsync(_dataset, "from-the-web");
        var local = TestParty.Text(20_000, seed: 2);
        var other = await _party.SubmitAsync(local, "from-here");
        var worker = await _party.JoinAsync(slots: 2);
        _ = worker.WorkAsync(job => job == waiting.Id ? Text : local);

        await _party.WaitAsync(other, JobState.Done);
        Assert.Equal(TestParty.Counts(local), await _party.ResultAsync(other));
        await _party.WaitAsync(waiting, view => view.State == JobState.Queued && view.Waiting?.StartsWith("Waits for 127.0.0.1 to answer", StringComparison.Ordinal) == true);

        answers.SetResult();
        await _party.WaitAsync(waiting, JobState.Done);
        Assert.Equal(TestParty.Counts(Text), await _party.ResultAsync(waiting));
    }

    [Fact]
    public async Task Source_ThatChangedBeforeTheFirstCut_ParksTheJobAndSaysSo()
    {
        _source.Tag = "\"two\"";
        var job = await _party.SubmitAsync(_dataset);
        await _party.JoinAndWorkAsync(Text);

        var parked = await _party.WaitAsync(job, JobState.Failed);
        Assert.Contains("is no longer the file that the dataset was made of: it has changed", parked.StateReason, StringComparison.Ordinal);
        Assert.Contains("no longer the file", (await _party.Jobs.ResumeAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel)).Refusal, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(UrlRangeSource source, ChunkLease lease)
    {
        await using var stream = await source.OpenAsync(lease, lease.Range, TestParty.Cancel);
        var bytes = new byte[lease.Range.Length];
        await stream.ReadExactlyAsync(bytes, TestParty.Cancel);
        return bytes;
    }

    private ChunkLease Lease(ByteRange range) => new(LeaseToken.New(1), new JobId(Guid.Empty), 1, _dataset, Text.Length, range, 1, CountOptions.Exact);
}
