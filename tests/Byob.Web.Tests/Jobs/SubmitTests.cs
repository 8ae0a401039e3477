using System.Data.Common;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Jobs;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class SubmitTests : IAsyncLifetime
{
    private static readonly byte[] Text = TestParty.Text(2 * TestParty.ChunkBytes);

    private TestParty _party = null!;
    private DatasetId _dataset;

    public async ValueTask InitializeAsync()
    {
        _party = await TestParty.StartAsync();
        _dataset = await _party.UploadAsync(Text);
    }

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    [Fact]
    public async Task Submit_GoodForm_IsQueuedWithItsNumberAndPlace()
    {
        var first = await _party.SubmitAsync(_dataset, "one");
        var second = await _party.SubmitAsync(_dataset, "two", options: new CountOptions(true, 3));

        Assert.Equal((1, 1, JobState.Queued), (first.Number, first.PlaceInLine!.Value, first.State));
        Assert.Equal((2, 2, "Ann", (long)Text.Length), (second.Number, second.PlaceInLine!.Value, second.SubmitterName, second.DatasetLength));
        Assert.Equal(new CountOptions(true, 3), second.Options);
        Assert.Equal(second, await _party.Jobs.FindAsync(2, TestParty.Cancel));
        Assert.Equal([1, 2], _party.Live.Current.Jobs.Select(job => job.Number));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc")]
    [InlineData(".hidden")]
    [InlineData("-dash")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("ends.")]
    [InlineData("line\n")]
    [InlineData("nul\0")]
    [InlineData("é")]
    [InlineData("con")]
    [InlineData("NUL.txt")]
    [InlineData("Com1")]
    [InlineData("lpt9.a.b")]
    [InlineData("C:")]
    [InlineData("name:stream")]
    public async Task Submit_BadResultName_IsRefused(string name) => await RefusedAsync("result name", Submission(name));

    [Theory]
    [InlineData("a")]
    [InlineData("2026-05-01_war.and.peace")]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("a..b")]
    public async Task Submit_GoodResultName_IsTaken(string name) => Assert.Equal(name, (await _party.SubmitAsync(_dataset, name)).ResultName);

    [Fact]
    public async Task Submit_ResultNameAtAndBeyondTheLongest()
    {
        await _party.SubmitAsync(_dataset, new string('a', 80));
        await RefusedAsync("result name", Submission(new string('a', 81)));
    }

    [Fact]
    public async Task Submit_TakenName_IsRefusedWhateverItsCase()
    {
        await _party.SubmitAsync(_dataset, "Result");
        await RefusedAsync("already", Submission("rESULT"));
    }

    [Fact]
    public async Task Submit_NameOfAFolderOrFileThatIsThere_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_party.Folder.Results, "folder"));
        await File.WriteAllTextAsync(Path.Combine(_party.Folder.Results, "file"), "", TestParty.Cancel);

        await RefusedAsync("already", Submission("folder"));
        await RefusedAsync("already", Submission("file"));
    }

    [Fact]
    public async Task Submit_NameOfACancelledJob_IsFree()
    {
        var job = await _party.SubmitAsync(_dataset, "again");
        await _party.Jobs.CancelAsync(job.Id, await _party.ActorAsync(), TestParty.Cancel);

        Assert.Equal(2, (await _party.SubmitAsync(_dataset, "again")).Number);
    }

    [Fact]
    public async Task Submit_CommentAtAndBeyondTheLongest()
    {
        await RefusedAsync("501 characters", Submission("x") with { Comment = new string('c', 501) });

        var outcome = await _party.Jobs.SubmitAsync(Submission("x") with { Comment = "  " + new string('c', 500) + " " }, await _party.ActorAsync(), TestParty.Cancel);
        Assert.Equal(new string('c', 500), outcome.Value!.Comment);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task Submit_BadMinimumLength_IsRefused(int length) =>
        await RefusedAsync("minimum length", Submission("x") with { Options = new CountOptions(MinLength: length) });

    [Fact]
    public async Task Submit_DatasetThatIsNotThere_IsRefused() => await RefusedAsync("no longer there", Submission("x") with { Dataset = DatasetId.New() });

    [Fact]
    public async Task Submit_DatasetThatIsStillArriving_IsRefused()
    {
        var arriving = await new Datasets.TusClient(_party.Master.NewWorkerClient((await _party.EnrolAsync()).Token)).CreatedAsync(1000);

        await RefusedAsync("not ready", Submission("x") with { Dataset = arriving });
    }

    [Fact]
    public async Task Submit_DatasetWhoseFileIsGone_IsRefused()
    {
        foreach (var file in Directory.GetFiles(_party.Folder.Datasets))
            File.Delete(file);

        await RefusedAsync("removed", Submission("x"));
    }

    [Fact]
    public async Task Submit_ManyAtOnce_EachHasItsOwnNumber()
    {
        var ann = await _party.ActorAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => _party.Jobs.SubmitAsync(Submission($"r{index}"), ann, TestParty.Cancel)));

        Assert.Equal(Enumerable.Range(1, 20), outcomes.Select(outcome => outcome.Value!.Number).Order());
        Assert.Equal(20, await _party.LookAsync(state => state.Scheduler.Queue.Count));
    }

    [Fact]
    public async Task Submit_SameNameAtOnce_OneWins()
    {
        var ann = await _party.ActorAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _party.Jobs.SubmitAsync(Submission("same"), ann, TestParty.Cancel)));

        Assert.Single(outcomes, outcome => outcome.Ok);
    }

    [Fact]
    public async Task Submit_SubmitterGoesAwayOnceItIsWritten_IsQueuedAllTheSame()
    {
        var commits = new Commits();
        await using var party = await TestParty.StartAsync(null, builder => builder.Services.ConfigureDbContext<PartyDbContext>(options => options.AddInterceptors(commits)));
        var dataset = await party.UploadAsync(Text);
        var ann = await party.ActorAsync();
        using var gone = new CancellationTokenSource();
        commits.Seen = gone.Cancel;

        await Task.WhenAny(party.Jobs.SubmitAsync(new JobSubmission(dataset, "", CountOptions.Exact, "x"), ann, gone.Token));

        Assert.Equal(1, await party.LookAsync(state => state.Scheduler.Queue.Count));
    }

    [Theory]
    [InlineData("War and Peace.txt", "War-and-Peace")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("...", "result")]
    [InlineData("", "result")]
    [InlineData("Война и мир.txt", "result")]
    [InlineData("con.txt", "result")]
    public async Task SuggestResultName_FromTheDatasetsName(string dataset, string expected)
    {
        var name = await _party.Jobs.SuggestResultNameAsync(dataset, TestParty.Cancel);

        Assert.Equal(expected, name);
        Assert.True(Web.Results.ResultNames.IsValid(name));
    }

    [Fact]
    public async Task SuggestResultName_CutBesideAFullStop_IsValid()
    {
        var name = await _party.Jobs.SuggestResultNameAsync(new string('a', 59) + ".b.txt", TestParty.Cancel);

        Assert.True(Web.Results.ResultNames.IsValid(name), name);
    }

    [Fact]
    public async Task SuggestResultName_Taken_GetsANumber()
    {
        await _party.SubmitAsync(_dataset, "TEXT");
        Directory.CreateDirectory(Path.Combine(_party.Folder.Results, "text-2"));

        Assert.Equal("text-3", await _party.Jobs.SuggestResultNameAsync("text.txt", TestParty.Cancel));
    }

    private JobSubmission Submission(string name) => new(_dataset, "", CountOptions.Exact, name);

    private async Task RefusedAsync(string says, JobSubmission submission)
    {
        var outcome = await _party.Jobs.SubmitAsync(submission, await _party.ActorAsync(), TestParty.Cancel);
        Assert.Contains(says, outcome.Refusal, StringComparison.Ordinal);
    }

    /// <summary>Tells a test when something is written.</summary>
    private sealed class Commits : DbTransactionInterceptor
    {
        public Action? Seen { get; set; }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Seen?.Invoke();
            return Task.CompletedTask;
        }
    }
}
