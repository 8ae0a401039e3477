using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Commands;

/// <summary><c>byob jobs</c>, <c>watch</c>, <c>result</c> and <c>cancel</c> from the typed line to the exit code.</summary>
public sealed class JobCommandTests : IAsyncLifetime
{
    private const string Lines = "the\t9\nof\t4\nwar\t2\n";

    private MemberMaster _master = null!;

    public async ValueTask InitializeAsync()
    {
        _master = await MemberMaster.StartAsync();
        _master.Result = Lines;
    }

    public ValueTask DisposeAsync() => _master.DisposeAsync();

    [Fact]
    public async Task Watch_BySubmitter_ToldOfTheEndAndTheNoticeIsSeen()
    {
        var notice = new NoticeReply(Guid.CreateVersion7(), MemberMaster.Job(7).Id, "Job 7 is done: 60 words, 20 different ones.", DateTimeOffset.UnixEpoch);
        _master.Notices.Add(notice);
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7, "Running")));
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7)));

        Assert.Equal(0, await _master.RunAsync("watch", "7"));

        Assert.Equal(
            [
                "job 7 counting | 50.0 % of 1 kB | 1.0 MB/s | 1 machine | 0:03 left | 500 of 1,000 bytes in 3 ranges, none twice",
                "job 7 done | 100.0 % of 1 kB | 500 of 1,000 bytes in 3 ranges, none twice",
            ],
            _master.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(notice.Text + "\n", _master.Error.ToString());
        await _master.Requests.NextAsync(request => request == $"POST /api/notices/{notice.Id}/seen");
    }

    [Fact]
    public async Task Watch_ByAnother_SeesTheStateAndIsToldNothing()
    {
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7), yours: false));

        Assert.Equal(0, await _master.RunAsync("watch", "7"));

        Assert.StartsWith("job 7 done", _master.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _master.Error.ToString());
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    public async Task Watch_JobWithoutResult_HasAnExitCodeOfItsOwn(string state)
    {
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7, state, "Why.")));

        Assert.Equal(3, await _master.RunAsync("watch", "7"));

        Assert.Contains("Why.", _master.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Json_IsADocumentALineAndNothingElse()
    {
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7, "Running")));
        _master.Lives.Enqueue(MemberMaster.Live(MemberMaster.Job(7)));

        Assert.Equal(0, await _master.RunAsync("watch", "7", "--json"));

        var states = _master.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("job").GetProperty("state").GetString());
        Assert.Equal(["Running", "Done"], states);
    }

    [Fact]
    public async Task Result_Download_GoesOnWhereItBrokeOff()
    {
        _master.Jobs.Add(MemberMaster.Job(7));
        _master.Cuts.Enqueue(5);
        var file = _master.At("r.tsv");

        Assert.Equal(0, await _master.RunAsync("result", "7", "--download", file));

        Assert.Equal(Lines, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await _master.Requests.NextAsync(request => request == "Range bytes=5-");
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Result_DownloadOfAFormMadeOnTheWay_BeginsAnew()
    {
        _master.Jobs.Add(MemberMaster.Job(7));
        _master.Cuts.Enqueue(5);
        var file = _master.At("r.csv");

        Assert.Equal(0, await _master.RunAsync("result", "7", "--download", file));

        Assert.Equal(Lines, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Result_FileThere_IsReplacedOnlyWithForce()
    {
        _master.Jobs.Add(MemberMaster.Job(7));
        var file = _master.Write("r.tsv", "mine");

        Assert.Equal(1, await _master.RunAsync("result", "7", "--download", file));
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("--force", _master.Error.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await _master.RunAsync("result", "7", "--download", file, "--force"));
        Assert.Equal(Lines, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Result_PouredOut_IsAsItIsOrItsFirstLines()
    {
        _master.Jobs.Add(MemberMaster.Job(7));

        Assert.Equal(0, await _master.RunAsync("result", "7"));
        Assert.Equal(Lines, _master.Out.ToString());
        Assert.Equal(0, await _master.RunAsync("result", "7", "--top", "2"));
        Assert.Equal(Lines + "the\t9\nof\t4\n", _master.Out.ToString());
    }

    [Fact]
    public async Task Result_NotDoneYet_SaysHowFarAndHowToWait()
    {
        _master.Jobs.Add(MemberMaster.Job(7, "Running"));

        Assert.Equal(1, await _master.RunAsync("result", "7"));

        Assert.Equal("Job 7 is not done: counting, 50.0 %. Wait for it with: byob watch 7\n", _master.Error.ToString());
    }

    [Theory]
    [InlineData("result 9")]
    [InlineData("cancel 9")]
    public async Task NoSuchJob_NamesThoseThere(string line)
    {
        _master.Jobs.AddRange([MemberMaster.Job(2), MemberMaster.Job(1)]);

        Assert.Equal(1, await _master.RunAsync(line.Split(' ')));

        Assert.Equal("There is no job 9. There are 1, 2.\n", _master.Error.ToString());
    }

    [Fact]
    public async Task Jobs_Json_IsAnArrayAndNothingElse()
    {
        _master.Jobs.AddRange([MemberMaster.Job(3, "Running"), MemberMaster.Job(2), MemberMaster.Job(1)]);

        Assert.Equal(0, await _master.RunAsync("jobs", "--json", "--ended", "1"));

        using var json = JsonDocument.Parse(_master.Out.ToString());
        Assert.Equal([3, 2], json.RootElement.EnumerateArray().Select(job => job.GetProperty("number").GetInt32()));
    }

    [Fact]
    public async Task Anything_TokenNotGoodAnyMore_NeedsAHuman()
    {
        await File.WriteAllTextAsync(Path.Combine(_master.State, "token"), "of-yesterday", TestContext.Current.CancellationToken);

        Assert.Equal(78, await _master.RunAsync("jobs"));
    }

    [Fact]
    public async Task Anything_NotJoined_SaysHowToJoin()
    {
        File.Delete(Path.Combine(_master.State, "token"));

        Assert.Equal(78, await _master.RunAsync("jobs"));

        Assert.Contains("byob join http://", _master.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_MasterAway_SaysWhatWasTriedAndWhereItIsWritten()
    {
        var settings = Path.Combine(_master.State, "worker.json");
        await File.WriteAllTextAsync(settings, """{ "master": "http://127.0.0.1:1", "name": "Ada", "machine": "laptop" }""", TestContext.Current.CancellationToken);

        Assert.Equal(1, await _master.RunAsync("jobs"));

        Assert.Contains("http://127.0.0.1:1/ cannot be reached", _master.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(settings, _master.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Done", 1.0)]
    [InlineData("Running", 0.5)]
    [InlineData("Finishing", 0.0)]
    public void Fraction_OfEachState_IsItsOwn(string state, double expected) => Assert.Equal(expected, JobLines.Fraction(MemberMaster.Job(1, state)));

    [Theory]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(1, "100.0 %")]
    public void Percent_NotWhole_IsNever100(double fraction, string expected) => Assert.Equal(expected, JobLines.Percent(fraction));
}
