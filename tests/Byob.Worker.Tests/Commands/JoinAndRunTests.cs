using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;

namespace Byob.Worker.Tests.Commands;

/// <summary>The commands from the line that is typed to the exit code, against a real master.</summary>
public sealed class JoinAndRunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ShownLines _out = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Join_RightPassword_EnrolsKeepsTheTokenAndWorks()
    {
        var text = Texts.Make(2_000);
        await using var master = await TestMaster.StartAsync(text);

        using var stop = new CancellationTokenSource();
        var running = RunAsync(Join(master), stop);
        await master.Joins.NextAsync();
        await master.AssignAsync(Texts.All(text));
        await master.Submissions.NextAsync();
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(new EnrolRequest("Ada", TestMaster.GoodPassword, "laptop"), await master.Enrolments.NextAsync());
        Assert.Contains("Joined the party \"The test party\" as laptop.", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("left the party with nothing open", _out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestMaster.GoodToken, _out.ToString() + _error, StringComparison.Ordinal);
        Assert.DoesNotContain(TestMaster.GoodPassword, _out.ToString() + _error, StringComparison.Ordinal);
        await master.Leaves.NextAsync();
    }

    [Theory]
    [InlineData("run")]
    [InlineData("")]
    public async Task Run_AfterJoining_GoesOnWithoutThePassword(string command)
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));

        Assert.Equal(0, await RunUntilJoinedAsync(master, $"{command} --state {_folder["state"]}"));

        Assert.Equal(1, master.Enrolments.Count);
    }

    [Fact]
    public async Task Join_Again_DoesNotEnrolTwice()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));

        Assert.Equal(0, await RunUntilJoinedAsync(master, Join(master)));

        Assert.Equal(1, master.Enrolments.Count);
        Assert.Contains("has joined that party before", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_AgainWhileTheMasterIsAway_WaitsForIt()
    {
        var master = await TestMaster.StartAsync();
        var line = Join(master);
        await RunUntilJoinedAsync(master, line);
        await master.DisposeAsync();

        using var stop = new CancellationTokenSource();
        var running = RunAsync(line, stop);
        await _out.Lines.NextAsync(shown => shown.Contains("Dialling again", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Join_AgainAfterRemoval_EnrolsAnew()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));
        master.Tokens.Clear();
        master.OnEnrol = request =>
        {
            master.Tokens.Add("a-new-token");
            return Results.Json(new EnrolReply(new(Guid.Empty), "a-new-token", request.WorkerName, "The test party"));
        };

        Assert.Equal(0, await RunUntilJoinedAsync(master, Join(master)));

        Assert.Equal(2, master.Enrolments.Count);
    }

    [Fact]
    public async Task Join_WithATicket_NeedsNoPasswordAndTakesItsMakersName()
    {
        await using var master = await TestMaster.StartAsync();
        master.OnEnrol = request => Results.Json(new EnrolReply(new(Guid.Empty), TestMaster.GoodToken, request.WorkerName, "The test party", "Grace"));
        File.WriteAllText(_folder["ticket"], "byobt_x\n");
        var line = $"join {master.Address} --machine laptop --state {_folder["state"]} --ticket-file {_folder["ticket"]}";

        Assert.Equal(0, await RunUntilJoinedAsync(master, line));
        var enrolment = await master.Enrolments.NextAsync();
        Assert.Equal((null, "laptop", "byobt_x"), (enrolment.Password, enrolment.WorkerName, enrolment.Ticket));
        Assert.Contains("Grace", await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("byobt_x", _out.ToString() + _error, StringComparison.Ordinal);

        // Again: the token is good, so no use of the ticket is spent.
        Assert.Equal(0, await RunUntilJoinedAsync(master, line));
        Assert.Equal(1, master.Enrolments.Count);
    }

    [Fact]
    public async Task Join_ToJoinOnly_EndsWithoutWorking()
    {
        await using var master = await TestMaster.StartAsync();

        Assert.Equal(0, await RunAsync(Join(master) + " --no-run"));

        Assert.Equal((1, 0), (master.Enrolments.Count, master.Joins.Count));
        Assert.Equal(0, await RunUntilJoinedAsync(master, $"run --state {_folder["state"]}"));
    }

    [Fact]
    public async Task Uninstall_AfterJoining_LeavesNothing()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));

        Assert.Equal(0, await RunAsync($"uninstall --state {_folder["state"]}"));

        Assert.DoesNotContain(TestMaster.GoodToken, master.Tokens);
        Assert.False(Directory.Exists(_folder["state"]));
        // Harmless where nothing is.
        Assert.Equal(0, await RunAsync($"uninstall --state {_folder["state"]}"));
    }

    [Fact]
    public async Task Join_UnderAnotherMachineName_EnrolsAnew()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));

        await RunUntilJoinedAsync(master, Join(master).Replace("laptop", "desktop", StringComparison.Ordinal));

        Assert.Equal(2, master.Enrolments.Count);
    }

    [Theory]
    [InlineData(401, "The password is not the party's.", 78)]
    [InlineData(403, "You are not invited; ask Grace.", 78)]
    [InlineData(429, "Too many tries; wait a minute.", 1)]
    public async Task Join_NotLetIn_SaysTheMastersSentence(int status, string sentence, int exitCode)
    {
        await using var master = await TestMaster.StartAsync();
        master.OnEnrol = _ => Results.Problem(sentence, statusCode: status);

        Assert.Equal(exitCode, await RunAsync(Join(master)));

        Assert.Equal(sentence, _error.ToString().Trim());
        Assert.False(File.Exists(_folder["state/worker.json"]));
    }

    [Fact]
    public async Task Join_NothingThere_SaysSo()
    {
        File.WriteAllText(_folder["password"], "x");

        Assert.Equal(1, await RunAsync($"join http://127.0.0.1:1 --state {_folder["state"]} --password-file {_folder["password"]}"));

        Assert.StartsWith("http://127.0.0.1:1/ cannot be reached", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_NoMaster_ButAWebServer_SaysSo()
    {
        await using var master = await TestMaster.StartAsync();
        master.OnEnrol = _ => Results.Text("Welcome to my home page");

        Assert.Equal(78, await RunAsync(Join(master)));

        Assert.Contains("is not the master of a party", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_NoPasswordAndNoTerminal_SaysHowToGiveIt()
    {
        Assert.Equal(78, await RunAsync($"join http://127.0.0.1:1 --state {_folder["state"]}"));

        Assert.Contains("--password-file", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("BYOB_PASSWORD", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("join ftp://host", "is not the address of a master")]
    [InlineData("join http://host --slots 0", "\"slots\" must be")]
    [InlineData("join http://host --preset loud", "must be quiet, balanced or full")]
    [InlineData("join http://host --name \"\"", "\"name\" is \"\"; it must be")]
    public async Task Join_Nonsense_SaysWhatIsWrong(string line, string expected)
    {
        Assert.Equal(78, await RunAsync($"{line} --state {_folder["state"]}"));

        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NotJoined_SaysHowToJoin()
    {
        Assert.Equal(78, await RunAsync($"run --state {_folder["state"]}"));

        Assert.Contains("byob join http://", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Removed_NeedsAHuman()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));
        master.Tokens.Clear();

        Assert.Equal(78, await RunAsync($"run --state {_folder["state"]}"));

        Assert.Contains("does not know this machine any more", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SettingsNonsense_NamesFileAndKey()
    {
        Directory.CreateDirectory(_folder["state"]);
        File.WriteAllText(_folder["state/worker.json"], """{ "master": 5 }""");

        Assert.Equal(78, await RunAsync($"run --state {_folder["state"]}"));

        Assert.Contains(Path.Combine(_folder["state"], "worker.json"), _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"master\"", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FolderTaken_IsRefused()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var first = RunAsync(Join(master), stop);
        await master.Joins.NextAsync();

        Assert.Equal(78, await RunAsync($"run --state {_folder["state"]}"));

        Assert.Contains("Another byob works with the folder", _error.ToString(), StringComparison.Ordinal);
        await stop.CancelAsync();
        await first;
    }

    [Fact]
    public async Task Run_SettingsChanged_TellsTheMasterWithoutARestart()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Join(master), stop);
        await master.Joins.NextAsync();

        var settings = await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["state/worker.json"], settings.Replace("\"slots\": 1", "\"slots\": 3, \"prefetch\": 0", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal((new WorkerCapacity(3, 0), "Its owner changed worker.json.", null), await master.CapacityChanges.NextAsync());
        await stop.CancelAsync();
        await running;
        Assert.Equal(1, master.Joins.Count);
    }

    [Fact]
    public async Task Join_Newcomer_IsQuiet_AndIsToldHowToChangeThat()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Join(master), stop);

        Assert.Equal("Quiet", (await master.Joins.NextAsync()).Limits!.Preset);
        var line = await _out.Lines.NextAsync(shown => shown.Contains("Limits: quiet", StringComparison.Ordinal));
        Assert.Contains(_folder["state/worker.json"], line, StringComparison.Ordinal);
        Assert.Contains("\"preset\": \"quiet\"", await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_PresetTyped_HoldsForThisRunAlone()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));
        using var stop = new CancellationTokenSource();
        var running = RunAsync($"run --preset full --slots 3 --state {_folder["state"]}", stop);

        var joined = await master.Joins.NextAsync();

        Assert.Equal(("Full", 3), (joined.Limits!.Preset, joined.Capacity.Slots));
        Assert.Contains("quiet", await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_OutsideItsHours_SaysUntilWhen_AndGoesOnWhenTheFileSaysSo()
    {
        await using var master = await TestMaster.StartAsync();
        await RunUntilJoinedAsync(master, Join(master));
        var settings = await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken);
        await LimitAsync(settings, "\"hours\": \"none\"");
        using var stop = new CancellationTokenSource();
        var running = RunAsync($"run --state {_folder["state"]}", stop);
        await _out.Lines.NextAsync(shown => shown.Contains("Takes no chunks from now on. Outside its hours (mon-sun none).", StringComparison.Ordinal));
        Assert.Equal((new WorkerCapacity(0, 0), "Outside its hours (mon-sun none).", null), await master.CapacityChanges.NextAsync());

        await LimitAsync(settings, "\"hours\": \"all\"");

        Assert.Equal("mon-sun all", (await master.LimitChanges.NextAsync()).Hours);
        Assert.Equal(1, (await master.CapacityChanges.NextAsync()).Capacity.Slots);
        await stop.CancelAsync();
        await running;
    }

    private Task LimitAsync(string settings, string line) =>
        File.WriteAllTextAsync(_folder["state/worker.json"], settings.Replace("\"slots\": 1", $"\"slots\": 1, {line}", StringComparison.Ordinal), TestContext.Current.CancellationToken);

    private string Join(TestMaster master)
    {
        File.WriteAllText(_folder["password"], TestMaster.GoodPassword + "\n");
        return $"join {master.Address} --name Ada --machine laptop --slots 1 --state {_folder["state"]} --password-file {_folder["password"]}";
    }

    private async Task<int> RunUntilJoinedAsync(TestMaster master, string line)
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(line, stop);
        await master.Joins.NextAsync();
        await stop.CancelAsync();
        return await running;
    }

    private Task<int> RunAsync(string line, CancellationTokenSource? stop = null)
    {
        var terminal = new Terminal(_out, TextWriter.Synchronized(_error), Rewrites: false, AskSecret: null);
        var command = ByobCommand.Create(terminal, TimeProvider.System).Parse(line);
        return command.InvokeAsync(cancellationToken: stop?.Token ?? CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
    }
}
