using System.CommandLine;
using System.Text.Json;
using Byob.Worker.Autostart;
using Byob.Worker.Commands;
using Byob.Worker.Control;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

/// <summary>The command from the line that is typed to the exit code, on a Linux whose systemctl is recorded.</summary>
public sealed class ServiceCommandTests : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly RecordedCommands _linux = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("install", "byob join http://HOST:PORT")]
    [InlineData("install --system", "--state \"")]
    public async Task Install_NotJoined_SaysHowToJoin(string line, string expected)
    {
        var (code, _, error) = await AskAsync(line);

        Assert.Equal(78, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Empty(_linux.Lines);
    }

    [Fact]
    public async Task Install_Joined_SaysWhatWasDoneAndHowToUndoIt()
    {
        Join("state");

        var (code, said, _) = await AskAsync("install");

        Assert.Equal(0, code);
        Assert.Contains("The worker runs.", said, StringComparison.Ordinal);
        Assert.Contains("byob service uninstall", said, StringComparison.Ordinal);
        var unit = new UnitFile(File.ReadAllText(_root.Path + "/home/ada/.config/systemd/user/byob.service"));
        Assert.Equal([Facts.SingleFile.Executable, "run", "--state", _root["state"]], unit.ExecStart);
    }

    [Fact]
    public async Task Install_WorkerRunsByHand_MakesRoomPolitely()
    {
        await using var master = await TestMaster.StartAsync();
        Join("state", master.Address);
        var shown = new ShownLines();
        var byHand = ByobCommand.Create(new Terminal(shown, TextWriter.Null, false, null), TimeProvider.System).Parse(["run", "--state", _root["state"]]).InvokeAsync(cancellationToken: CancellationToken.None);
        await shown.Lines.NextAsync(line => line.Contains("In the party", StringComparison.Ordinal));

        var (code, said, error) = await AskAsync("install");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("The worker that ran here was stopped", said, StringComparison.Ordinal);
        Assert.Equal(0, await byHand.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await master.Leaves.NextAsync();
    }

    [Fact]
    public async Task Machine_WithoutRights_IsRefusedWithTheWay()
    {
        var (code, _, error) = await AskAsync("install --system", privileged: false);

        Assert.Equal(78, code);
        Assert.Contains("sudo", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_AnotherState_IsRefused() => Assert.Contains("leave --state out", (await AskAsync($"install --system --state {_root["mine"]}")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task Any_NotInstalled_SaysHowToInstall(string line)
    {
        var (code, _, error) = await AskAsync(line);

        Assert.Equal(78, code);
        Assert.Contains("byob service install", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uninstall_NothingThere_IsHarmless() => Assert.Equal((0, "There is no service here; nothing was changed."), Head(await AskAsync("uninstall")));

    [Fact]
    public async Task StartStopStatus_Installed_AskTheSystem()
    {
        Join("state");
        await AskAsync("install");
        _linux.Take();

        Assert.Equal(0, (await AskAsync("start")).Code);
        Assert.Equal(0, (await AskAsync("stop")).Code);
        Assert.Equal(["systemctl --user start byob.service", "systemctl --user stop byob.service"], _linux.Take().Where(line => !line.Contains("show", StringComparison.Ordinal)));

        _linux.Answer = _ => new CommandOutcome(0, "ActiveState=active\nUnitFileState=enabled\nStatusText=Friends: idle\n", "");
        var (code, said, _) = await AskAsync("status --json");
        Assert.Equal(0, code);
        using var status = JsonDocument.Parse(said);
        Assert.True(status.RootElement.GetProperty("running").GetBoolean());
        Assert.Equal("when you log in", status.RootElement.GetProperty("startsBy").GetString());
        Assert.StartsWith("Runs: systemd unit of this user", (await AskAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_LimitsChangedSince_SaysToInstallAgain()
    {
        Join("state");
        await AskAsync("install");
        var path = _root["state/worker.json"];
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("{", "{ \"preset\": \"full\",", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, said, _) = await AskAsync("status");

        Assert.Equal(4, code);
        Assert.Contains("To take in what holds now: byob service install", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uninstall_SettingsMakeNoSense_WorksAllTheSame()
    {
        Join("state");
        await AskAsync("install");
        await File.WriteAllTextAsync(_root["state/worker.json"], "{", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await AskAsync("uninstall")).Code);

        Assert.False(File.Exists(_root.Path + "/home/ada/.config/systemd/user/byob.service"));
    }

    [Theory]
    [InlineData("run --background", 0)]
    [InlineData("run", 78)]
    public async Task Run_NeedsAHuman_InTheBackgroundEndsSoThatItIsNotStartedAgain(string line, int expected)
    {
        using var error = new StringWriter();
        var command = ByobCommand.Create(new Terminal(TextWriter.Null, error, Rewrites: false, AskSecret: null), TimeProvider.System);

        Assert.Equal(expected, await command.Parse($"{line} --state {_root["state"]}").InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("byob join", error.ToString(), StringComparison.Ordinal);
    }

    private static (int Code, string Out) Head((int Code, string Out, string Error) answer) => (answer.Code, answer.Out);

    private void Join(string state, Uri? master = null)
    {
        var folder = StateFolder.Find(_root[state]);
        folder.Lock().Dispose();
        folder.Save(new WorkerSettings(master ?? new Uri("http://127.0.0.1:1/"), "Ada", "laptop"), TestMaster.GoodToken);
    }

    private async Task<(int Code, string Out, string Error)> AskAsync(string line, bool privileged = true)
    {
        var (said, error) = (new StringWriter(), new StringWriter());
        var state = new Option<string?>("--state") { Recursive = true };
        var host = Facts.Host(AutostartSystem.Linux, _root.Path, _linux, privileged: privileged);
        var root = new RootCommand { state, ServiceCommand.Create(state, new Terminal(said, error, Rewrites: false, AskSecret: null), TimeProvider.System, host) };
        var place = line.Contains("--s", StringComparison.Ordinal) ? "" : $" --state {_root["state"]}";
        var code = await root.Parse($"service {line}{place}").InvokeAsync(cancellationToken: TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return (code, said.ToString().Trim(), error.ToString().Trim());
    }
}
