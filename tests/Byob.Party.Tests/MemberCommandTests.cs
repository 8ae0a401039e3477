using System.Text;
using System.Text.Json;
using Byob.Party.Tests.Processes;
using Byob.Shared.Hubs;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>A member works with the party from a terminal: the real program against the real master.</summary>
public sealed class MemberCommandTests : IAsyncLifetime
{
    private const int Blocks = 24;
    private const long HeldBack = 8 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-member-").FullName;
    private readonly MasterProcess _master;
    private StallingRelay _relay = null!;
    private string _state = "";

    public MemberCommandTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: true);

    private string Text => Path.Combine(_folder, "text.txt");

    public async ValueTask InitializeAsync()
    {
        await _master.StartAsync();
        _relay = new StallingRelay(_master.Address, HeldBack);
        var reply = await _master.SignInAsync("tester");
        _state = Path.Combine(_folder, "state");
        Directory.CreateDirectory(_state);
        await File.WriteAllTextAsync(Path.Combine(_state, "token"), reply.Token);
        await File.WriteAllTextAsync(Path.Combine(_state, "worker.json"), JsonSerializer.Serialize(new { master = _relay.Address, name = "tester", machine = "script of tester" }));
        await File.WriteAllBytesAsync(Text, BigText.Make(Blocks));
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Submit_KilledInTheMiddleOfTheUpload_GoesOnWhereItWasAndBringsTheExactResult()
    {
        var result = Path.Combine(_folder, "result.tsv");
        string[] line = ["submit", Text, "--wait", "--download", result, "--by", "word", "--json"];
        await using (var first = Byob(line))
        {
            await Eventually.SeeAsync("some of the text has arrived", ArrivedAsync, () => first.Output);
            await first.KillAsync();
        }

        _relay.Open();
        await using var second = Byob(line);
        await second.WaitForExitAsync();

        Assert.True(second.ExitCode == 0, second.Output);
        using var json = JsonDocument.Parse(second.StandardOutput);
        var resumedAt = json.RootElement.GetProperty("upload").GetProperty("resumedAt").GetInt64();
        Assert.InRange(resumedAt, 1, HeldBack);
        Assert.Equal("Done", json.RootElement.GetProperty("job").GetProperty("state").GetString());
        Assert.Contains("it goes on from there", second.Output, StringComparison.Ordinal);
        Assert.Equal(Reference('\t'), await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        Assert.Equal(["result.tsv", "state", "text.txt"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Where(name => name != "master").Order());
    }

    [Fact]
    public async Task Submit_MasterKilledInTheMiddleOfTheUpload_GoesOnByItself()
    {
        await using var submit = Byob("submit", Text, "--wait", "--json");
        await Eventually.SeeAsync("some of the text has arrived", ArrivedAsync, () => submit.Output);

        await _master.Program.KillAsync();
        _relay.Open();
        await _master.StartAsync();
        await submit.WaitForExitAsync();

        Assert.True(submit.ExitCode == 0, submit.Output);
        Assert.Contains("Trying again; what has arrived is kept", submit.Output, StringComparison.Ordinal);
        Assert.Single((await Datasets())!);
        Assert.Equal(BigText.Counts(Blocks), await _master.ResultAsync(1));
    }

    [Fact]
    public async Task Commands_FromSubmitToCancel_DoWhatTheySay()
    {
        _relay.Open();
        var halves = new[] { Path.Combine(_folder, "one.txt"), Path.Combine(_folder, "two.txt") };
        foreach (var half in halves)
            await File.WriteAllBytesAsync(half, BigText.Make(1), TestContext.Current.CancellationToken);

        Assert.Equal("1\n", await RunAsync(0, ["submit", .. halves, "--output", "both", "--comment", "two files"]));
        var watched = await RunAsync(0, "watch", "1", "--json");
        Assert.All(watched.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());

        // The text ends with a line end, so that the one between the two adds no word.
        var lines = Reference(' ', blocks: 2);
        Assert.Equal(lines, await RunAsync(0, "result", "1", "--format", "lab"));
        Assert.Equal(Reference('\t', blocks: 2), await RunAsync(0, "result", "1", "--by", "word"));
        Assert.Equal("word,count\n" + Reference(',', blocks: 2), await RunAsync(0, "result", "1", "--format", "csv", "--by", "word"));
        Assert.Equal(string.Concat(lines.Split('\n').Take(3).Select(line => line + "\n")), await RunAsync(0, "result", "1", "--format", "lab", "--top", "3"));

        using var top = JsonDocument.Parse(await RunAsync(0, "result", "1", "--json", "--top", "2"));
        Assert.Equal(BigText.Counts(2).Values.Max(), top.RootElement.GetProperty("words")[0].GetProperty("count").GetInt64());
        Assert.Equal(2, top.RootElement.GetProperty("words").GetArrayLength());

        Assert.Equal("2\n", await RunAsync(0, ["submit", .. halves, "--case", "fold", "--min-length", "2"]));
        await RunAsync(0, "watch", "2");
        using var jobs = JsonDocument.Parse(await RunAsync(0, "jobs", "--json"));
        Assert.Equal(["2 Done", "1 Done"], jobs.RootElement.EnumerateArray().Select(job => $"{job.GetProperty("number")} {job.GetProperty("state")}"));
        Assert.Single((await Datasets())!);

        await RunAsync(1, "cancel", "2");
        await RunAsync(1, "watch", "99");
        await RunAsync(2, "submit");
    }

    private static string Reference(char between, int blocks = Blocks)
    {
        var lines = BigText.Counts(blocks)
            .Select(word => (Bytes: Encoding.UTF8.GetBytes(word.Key), word.Key, word.Value))
            .OrderBy(word => word.Bytes, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)));
        return string.Concat(lines.Select(word => $"{word.Key}{between}{word.Value}\n"));
    }

    private RunningProgram Byob(params string[] arguments) => new("Byob.Worker", arguments, new Dictionary<string, string> { ["BYOB_STATE"] = _state });

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        await using var program = Byob(arguments);
        await program.WaitForExitAsync();
        Assert.True(exitCode == program.ExitCode, $"byob {string.Join(' ', arguments)} ended with {program.ExitCode}:\n{program.Output}");
        return program.StandardOutput;
    }

    private async Task<DatasetStatus[]?> Datasets() => JsonSerializer.Deserialize<DatasetStatus[]>(await _master.Client.GetStringAsync(PartyRoutes.Datasets), JsonSerializerOptions.Web);

    private async Task<string?> ArrivedAsync() => (await Datasets())!.FirstOrDefault() is { Received: > 0 } ? "arrived" : null;
}
