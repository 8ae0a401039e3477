using System.Xml.Linq;
using Byob.Worker.Autostart;
using Byob.Worker.Autostart.Windows;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

public sealed class WindowsTests : IDisposable
{
    private const string State = @"C:\Users\Ada Lovelace\AppData\Roaming\byob & co";

    /// <summary>The elements of the Task Scheduler's schema that are written, below those in which they may stand.</summary>
    private static readonly Dictionary<string, string[]> s_elements = new()
    {
        ["Task"] = ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
        ["RegistrationInfo"] = ["URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation"],
        ["Triggers"] = ["LogonTrigger"],
        ["LogonTrigger"] = ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "Delay", "UserId"],
        ["Principals"] = ["Principal"],
        ["Principal"] = ["UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"],
        ["Settings"] =
        [
            "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable",
            "NetworkProfileName", "RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "DeleteExpiredTaskAfter", "IdleSettings", "NetworkSettings", "ExecutionTimeLimit",
            "Priority", "RunOnlyIfIdle",
        ],
        ["RestartOnFailure"] = ["Interval", "Count"],
        ["Actions"] = ["Exec"],
        ["Exec"] = ["Command", "Arguments", "WorkingDirectory"],
    };

    private static readonly ProgramStart s_program = new(@"C:\Program Files\byob\byob.exe", []);

    private readonly TempFolder _root = new();
    private readonly RecordedCommands _windows = new();

    private static CancellationToken Over => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData(@"C:\no\spaces\", @"C:\no\spaces\")]
    [InlineData(@"C:\with space\", "\"C:\\with space\\\\\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("odd\\\"end", "\"odd\\\\\\\"end\"")]
    [InlineData("100%", "100%")]
    public void CommandLine_Word_IsTakenApartAsItWas(string word, string expected) => Assert.Equal(expected, WindowsCommandLine.Arguments([word]));

    [Fact]
    public void Task_Quiet_IsTheGoldenOne() => Golden.Matches("task-quiet.xml", TaskXml.Of(Facts.Of(new(LimitPreset.Quiet), s_program, State, @"ATTIC\ada")));

    [Fact]
    public void Sc_CreateAndChange_AreTheGoldenOnes()
    {
        var facts = Facts.Of(new(), s_program, @"C:\ProgramData\BYOB", ScCommands.Account);
        var lines = ScCommands.Install(facts, exists: false).Concat(ScCommands.Install(facts, exists: true)).Select(words => "sc.exe | " + string.Join(" | ", words)).Append("icacls.exe | " + string.Join(" | ", ScCommands.Grant(facts.StateFolder)));

        Golden.Matches("service.txt", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public void Sc_Options_HaveTheirValueAsAnArgumentOfItsOwn() => Assert.All(
        ScCommands.Install(Facts.Of(new(), s_program, State), exists: false),
        words => Assert.All(words.Skip(2).Where((_, index) => index % 2 == 0 && words.Length > 3), name => Assert.EndsWith("=", name, StringComparison.Ordinal)));

    [Theory]
    [InlineData(LimitPreset.Quiet, "9")]
    [InlineData(LimitPreset.Balanced, "7")]
    [InlineData(LimitPreset.Full, "5")]
    public void Task_Any_HasOnlyWhatTheSchemaKnows(LimitPreset preset, string priority)
    {
        var text = TaskXml.Of(Facts.Of(new(preset), s_program, State, @"ATTIC\ada"));

        var task = XDocument.Parse(text).Root!;
        Assert.All(task.DescendantsAndSelf(), element =>
        {
            Assert.Equal("http://schemas.microsoft.com/windows/2004/02/mit/task", element.Name.NamespaceName);
            if (element.HasElements)
                Assert.All(element.Elements(), child => Assert.Contains(child.Name.LocalName, s_elements[element.Name.LocalName]));
        });
        string Value(string name) => task.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(("false", "false", "PT0S", priority), (Value("DisallowStartIfOnBatteries"), Value("StopIfGoingOnBatteries"), Value("ExecutionTimeLimit"), Value("Priority")));
        Assert.Equal($"\"{s_program.Executable}\"", Value("Command"));
        Assert.Equal($"run --state \"{State}\" --background", Value("Arguments"));
    }

    [Fact]
    public async Task Task_InstallTwiceAndUninstallTwice_LeavesNothing()
    {
        var task = Windows(machine: false);
        var there = false;
        _windows.Answer = line =>
        {
            there = line.Contains("/Create", StringComparison.Ordinal) || (there && !line.Contains("/Delete", StringComparison.Ordinal));
            return new CommandOutcome(line.Contains("/Query", StringComparison.Ordinal) && !there ? 1 : 0, "", "");
        };

        await task.InstallAsync(Over);
        Assert.Equal(["schtasks.exe /Create /TN BYOB worker /XML /tmp/byob-task.xml /F", "schtasks.exe /Run /TN BYOB worker"], _windows.Take());
        await task.InstallAsync(Over);
        Assert.True(await task.UninstallAsync(Over));
        Assert.False(await task.UninstallAsync(Over));

        Assert.Empty(Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Service_InstallUninstall_UsesTheServiceManager()
    {
        var there = false;
        _windows.Answer = line =>
        {
            there = line.Contains(" create ", StringComparison.Ordinal) || (there && !line.Contains(" delete ", StringComparison.Ordinal));
            return new CommandOutcome(!there && line.Contains(" query ", StringComparison.Ordinal) ? 1060 : 0, "        STATE              : 4  RUNNING", "");
        };
        var service = Windows(machine: true);

        Assert.False((await service.StatusAsync(Over)).Installed);
        await service.InstallAsync(Over);
        await service.InstallAsync(Over);
        Assert.Equal((true, true), await service.StatusAsync(Over) is var status ? (status.Installed, status.Running) : default);
        Assert.True(await service.UninstallAsync(Over));
        Assert.False(await service.UninstallAsync(Over));

        Assert.Single(_windows.Lines, line => line.Contains(" create ", StringComparison.Ordinal));
        Assert.Single(_windows.Lines, line => line.Contains(" config ", StringComparison.Ordinal));
        Assert.Single(_windows.Lines, line => line.StartsWith("icacls.exe ", StringComparison.Ordinal) && line.Contains("/remove", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "sc.exe query BYOB failed: Access is denied. ")]
    [InlineData(false, "schtasks.exe /Create failed: Access is denied. ")]
    public async Task Any_Refused_SaysWhatAndWhatToDo(bool machine, string expected)
    {
        _windows.Answer = _ => new CommandOutcome(5, "", "Access is denied.\r\n");

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => Windows(machine).InstallAsync(Over));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "sc.exe is not there")]
    [InlineData(false, "schtasks.exe is not there")]
    public async Task Any_ProgramMissing_SaysWhereItBelongs(bool machine, string expected)
    {
        _windows.Answer = _ => null;

        var fault = await Assert.ThrowsAsync<WorkerFaultException>(() => Windows(machine).InstallAsync(Over));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceHost_WorkerEnds_EndsWithItsCode() => Assert.Equal(78, await ServiceHost.RunAsync(_ => Task.FromResult(78), TestContext.Current.CancellationToken));

    [Fact]
    public async Task ServiceHost_ToldToStop_LetsTheWorkerEndFirst()
    {
        using var stop = new CancellationTokenSource();
        var polite = false;
        var running = ServiceHost.RunAsync(
            async asked =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, asked).ContinueWith(_ => polite = true, TaskScheduler.Default);
                return 0;
            },
            stop.Token);

        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.True(polite);
    }

    private IAutostart Windows(bool machine) => Facts.Host(AutostartSystem.Windows, _root.Path, _windows).Autostart(machine, "/state", Facts.Limits(new()));
}
