using System.Text;
using System.Text.Json;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;

namespace Byob.Worker.Tests.Commands;

/// <summary><c>byob submit</c> from the typed line to the exit code, against a master that is cut off, refuses and forgets.</summary>
public sealed class SubmitTests : IAsyncLifetime
{
    private static readonly string s_text = string.Join(' ', Enumerable.Range(0, 2000));

    private MemberMaster _master = null!;

    public async ValueTask InitializeAsync() => _master = await MemberMaster.StartAsync();

    public ValueTask DisposeAsync() => _master.DisposeAsync();

    [Fact]
    public async Task Submit_ConnectionCutTwice_SendsTheRestAndOnlyThat()
    {
        _master.Cuts.Enqueue(1000);
        _master.Cuts.Enqueue(64);

        Assert.Equal(0, await _master.RunAsync("submit", _master.Write("War.txt", s_text), "--comment", "why", "--case", "fold", "--min-length", "3", "--output", "r", "--priority", "low"));

        Assert.Equal(s_text, Arrived());
        Assert.Equal(("why", true, 3, "r", "low"), (_master.Submitted!.Comment, _master.Submitted.FoldCase, _master.Submitted.MinLength, _master.Submitted.ResultName, _master.Submitted.Priority));
        Assert.Equal("1\n", _master.Out.ToString());
        Assert.Contains("what has arrived is kept", _master.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Again_SendsNothingTwice()
    {
        var file = _master.Write("War.txt", s_text);
        await _master.RunAsync("submit", file);

        Assert.Equal(0, await _master.RunAsync("submit", file, "--json"));

        Assert.Single(_master.Uploads);
        Assert.Contains("has War.txt already", _master.Error.ToString(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_master.Out.ToString()[2..]);
        Assert.Equal(s_text.Length, json.RootElement.GetProperty("upload").GetProperty("resumedAt").GetInt64());
    }

    [Fact]
    public async Task Submit_UploadForgottenByTheMaster_BeginsAnew()
    {
        var file = _master.Write("War.txt", s_text);
        await _master.RunAsync("submit", file);
        _master.Uploads.Clear();

        Assert.Equal(0, await _master.RunAsync("submit", file));

        Assert.Equal(s_text, Arrived());
    }

    [Fact]
    public async Task Submit_SeveralFiles_AreOneUploadWithLineEndsBetween()
    {
        _master.Cuts.Enqueue(3);

        Assert.Equal(0, await _master.RunAsync("submit", _master.Write("a", "one"), _master.Write("b", "two")));

        Assert.Equal("one\ntwo", Arrived());
    }

    [Fact]
    public async Task Submit_FileChangesOnTheWay_IsNotCounted()
    {
        var file = _master.Write("War.txt", s_text);
        _master.OnArrived = () => File.AppendAllText(file, "more");

        Assert.Equal(1, await _master.RunAsync("submit", file));

        Assert.Contains("has changed while it was sent", _master.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_master.Uploads);
        Assert.Null(_master.Submitted);
    }

    [Fact]
    public async Task Submit_MasterHasNoRoom_SaysSoAndKeepsWhatArrived()
    {
        _master.OnAppend = () => Results.Problem("The disk of the master is full.", statusCode: StatusCodes.Status507InsufficientStorage);

        Assert.Equal(1, await _master.RunAsync("submit", _master.Write("War.txt", s_text)));

        Assert.Contains("The disk of the master is full.", _master.Error.ToString(), StringComparison.Ordinal);
        Assert.Single(_master.Uploads);
    }

    [Fact]
    public async Task Submit_ResultFileThere_IsSaidBeforeAnythingIsSent()
    {
        var file = _master.Write("r.tsv", "mine");

        Assert.Equal(1, await _master.RunAsync("submit", _master.Write("War.txt", s_text), "--download", file));

        Assert.Empty(_master.Uploads);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("War.txt")]
    [InlineData("00000007")]
    public async Task Submit_Dataset_IsFoundByNameOrTheBeginningOfItsId(string meant)
    {
        Assert.Equal(0, await _master.RunAsync("submit", "--dataset", meant));

        Assert.Equal(new Guid(7, 0, 0, new byte[8]), _master.Submitted!.Dataset);
    }

    [Fact]
    public async Task Submit_NoSuchDataset_NamesThoseThere()
    {
        Assert.Equal(1, await _master.RunAsync("submit", "--dataset", "Peace.txt"));

        Assert.Contains("00000007-0000-0000-0000-000000000000  War.txt", _master.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("submit a --dataset b")]
    [InlineData("submit a http://host/b")]
    [InlineData("submit a --case upper")]
    [InlineData("submit a --min-length 0")]
    [InlineData("submit a --priority urgent")]
    [InlineData("watch one")]
    [InlineData("result 1 --top 5 --download f")]
    [InlineData("result 1 --format xlsx")]
    [InlineData("jobs --ended 900")]
    public async Task Line_NotUnderstood_IsUsage(string line) => Assert.Equal(2, await _master.RunAsync(line.Split(' ')));

    private string Arrived() => Encoding.UTF8.GetString(Assert.Single(_master.Uploads).Value.Bytes.ToArray());
}
