using System.Xml;
using System.Xml.Linq;
using Byob.Worker.Autostart;
using Byob.Worker.Autostart.Launchd;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

public sealed class LaunchdTests : IDisposable
{
    private const string Agent = "/home/ada/Library/LaunchAgents/byob.worker.plist";

    /// <summary>The keys that are written, with the types that launchd.plist(5) gives them.</summary>
    private static readonly Dictionary<string, string[]> s_keys = new()
    {
        ["Label"] = ["string"],
        ["ProgramArguments"] = ["array"],
        ["RunAtLoad"] = ["true", "false"],
        ["KeepAlive"] = ["true", "false", "dict"],
        ["ThrottleInterval"] = ["integer"],
        ["ExitTimeOut"] = ["integer"],
        ["ProcessType"] = ["string"],
        ["LowPriorityIO"] = ["true", "false"],
        ["Nice"] = ["integer"],
        ["UserName"] = ["string"],
        ["Umask"] = ["integer", "string"],
        ["StandardOutPath"] = ["string"],
        ["StandardErrorPath"] = ["string"],
    };

    private readonly TempFolder _root = new();
    private readonly RecordedCommands _mac = new() { Answer = line => new CommandOutcome(0, line == "id -u" ? "501\n" : "", "") };

    private static CancellationToken Over => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Plist_AgentQuiet_IsTheGoldenOne() => Golden.Matches(
        "agent-quiet.plist",
        LaunchdPlist.Of(Facts.Of(new(LimitPreset.Quiet), state: "/Users/ada/Library/Application Support/byob & <co>"), machine: false, "/Users/ada/Library/Logs/byob.log"));

    [Fact]
    public void Plist_DaemonFull_IsTheGoldenOne() => Golden.Matches(
        "daemon-full.plist",
        LaunchdPlist.Of(Facts.Of(new(LimitPreset.Full), state: "/Library/Application Support/BYOB", user: LaunchdPlist.SystemUser), machine: true, "/Library/Logs/byob.log"));

    [Theory]
    [InlineData(LimitPreset.Quiet, false)]
    [InlineData(LimitPreset.Balanced, false)]
    [InlineData(LimitPreset.Full, true)]
    public void Plist_Any_HasKnownKeysWithTheirTypes(LimitPreset preset, bool machine)
    {
        var text = LaunchdPlist.Of(Facts.Of(new(preset), Facts.Development), machine, "/tmp/log");

        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var plist = XDocument.Load(reader).Root!;
        Assert.Equal(("plist", "1.0"), (plist.Name.LocalName, plist.Attribute("version")?.Value));
        var pairs = Assert.Single(plist.Elements(), top => top.Name == "dict").Elements().Chunk(2).ToList();
        Assert.All(pairs, pair =>
        {
            Assert.Equal("key", pair[0].Name.LocalName);
            Assert.Contains(pair[1].Name.LocalName, Assert.Contains(pair[0].Value, s_keys));
        });
        Assert.Equal(pairs.Count, pairs.Select(pair => pair[0].Value).Distinct().Count());
        var arguments = pairs.Single(pair => pair[0].Value == "ProgramArguments")[1].Elements("string").Select(argument => argument.Value);
        Assert.Equal([Facts.Development.Executable, .. Facts.Development.Before, "run", "--state", "/home/ada/.config/byob", "--background"], arguments);
        Assert.Contains(pairs.Single(pair => pair[0].Value == "ProcessType")[1].Value, (string[])["Background", "Standard", "Adaptive", "Interactive"]);
    }

    [Fact]
    public async Task Agent_InstallTwiceAndUninstallTwice_LeavesNothing()
    {
        var agent = Mac(machine: false);

        await agent.InstallAsync(Over);
        Assert.Equal(
            ["id -u", "launchctl bootout gui/501/byob.worker", "launchctl enable gui/501/byob.worker", $"launchctl bootstrap gui/501 {Agent}"], _mac.Take());
        await agent.InstallAsync(Over);
        _mac.Answer = line => new CommandOutcome(0, line == "id -u" ? "501" : "\tstate = running\n", "");
        Assert.Equal((true, true, true), await agent.StatusAsync(Over) is var status ? (status.Installed, status.Running, status.Current == true) : default);

        Assert.True(await agent.UninstallAsync(Over));
        Assert.Empty(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
        Assert.False(await agent.UninstallAsync(Over));
    }

    [Fact]
    public async Task Agent_NotLoadedBefore_IsNoFault()
    {
        _mac.Answer = line => line == "id -u" ? new CommandOutcome(0, "501", "") : new CommandOutcome(line.Contains("bootout", StringComparison.Ordinal) ? 3 : 0, "", "Boot-out failed: 3: No such process");

        await Mac(machine: false).InstallAsync(Over);

        Assert.True(File.Exists(_root.Path + Agent));
    }

    [Fact]
    public async Task Agent_Refused_SaysWhatAndWhatToDo()
    {
        _mac.Answer = line => new CommandOutcome(line.Contains("bootstrap", StringComparison.Ordinal) ? 5 : 0, "", "Bootstrap failed: 5: Input/output error");

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => Mac(machine: false).InstallAsync(Over));

        Assert.Contains("Bootstrap failed: 5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("sudo byob service install --system", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_Install_GivesTheStateToItsUser()
    {
        await Mac(machine: true).InstallAsync(Over);

        Assert.Contains("chown -R nobody /state", _mac.Lines);
        Assert.Contains("launchctl bootstrap system /Library/LaunchDaemons/byob.worker.plist", _mac.Lines);
    }

    private IAutostart Mac(bool machine) => Facts.Host(AutostartSystem.Mac, _root.Path, _mac).Autostart(machine, "/state", Facts.Limits(new()));
}
