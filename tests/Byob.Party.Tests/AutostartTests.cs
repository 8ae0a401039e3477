using System.Diagnostics;
using Byob.Party.Tests.Processes;
using Byob.Worker.Tests.Autostart;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>A reboot: every process is killed, and then only what systemd would do is done.</summary>
public sealed class AutostartTests : IAsyncLifetime
{
    private const int Blocks = 16;
    private const string Machine = "attic pc";

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-autostart-").FullName;
    private readonly MasterProcess _master;

    public AutostartTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false);

    /// <summary>With what a unit has to write specially: spaces, per cent, dollars, quotes.</summary>
    private string State => Path.Combine(_folder, "Ada's 100% \"$HOME\"", "byob");

    private string Home => Path.Combine(_folder, "home");

    public async ValueTask InitializeAsync()
    {
        await _master.StartAsync();
        await _master.SignInAsync("tester");
    }

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Service_AfterAReboot_IsBackWithItsIdentityAndCountsWithoutAHand()
    {
        RunningProgram joined;
        await using (var worker = new WorkerProcess(_master.Address, State, Machine))
        {
            worker.Join();
            joined = worker.Program;
            await SeeJoinedAsync(1, joined);
            var asked = await InstallAsync();
            Assert.Contains("systemctl --user enable byob.service", asked);
            Assert.Contains("systemctl --user restart byob.service", asked);
            // The worker that was started by hand has made room for the service.
            await joined.WaitForExitAsync();
            Assert.Equal(0, joined.ExitCode);
        }

        var token = await File.ReadAllTextAsync(Path.Combine(State, "token"), TestContext.Current.CancellationToken);
        var unit = new UnitFile(await File.ReadAllTextAsync(Path.Combine(Home, ".config/systemd/user/byob.service"), TestContext.Current.CancellationToken));

        await using (var before = Start(unit))
        {
            await SeeJoinedAsync(2, before);
            await _master.Program.KillAsync();
            await before.KillAsync();
        }

        await _master.StartAsync();
        await using var after = Start(unit);
        // The log of the master is that of its new process.
        await SeeJoinedAsync(1, after);

        Assert.Equal(token, await File.ReadAllTextAsync(Path.Combine(State, "token"), TestContext.Current.CancellationToken));
        var dataset = await _master.UploadAsync("text.txt", BigText.Make(Blocks));
        var job = await _master.SubmitAsync(dataset, "result");
        await _master.WaitUntilDoneAsync(job.Number);
        Assert.Equal(BigText.Counts(Blocks), await _master.ResultAsync(job.Number));
    }

    /// <summary>Real <c>byob service install</c>, with a systemctl and a loginctl that only write down what they are asked.</summary>
    private async Task<string[]> InstallAsync()
    {
        var (programs, asked) = (Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, Path.Combine(_folder, "asked"));
        foreach (var name in (string[])["systemctl", "loginctl"])
        {
            var path = Path.Combine(programs, name);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\necho \"{name} $*\" >> '{asked}'\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var install = new RunningProgram(
            "Byob.Worker",
            ["service", "install", "--state", State],
            new Dictionary<string, string> { ["HOME"] = Home, ["XDG_CONFIG_HOME"] = "", ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}" });
        await install.WaitForExitAsync();
        Assert.True(install.ExitCode == 0, install.Output);
        return await File.ReadAllLinesAsync(asked, TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the unit's command as systemd does: with the unit's environment and the little that a manager gives, and nothing of ours.</summary>
    private RunningProgram Start(UnitFile unit)
    {
        Assert.Equal("always", unit.One("Service", "Restart"));
        var start = new ProcessStartInfo(unit.ExecStart[0], unit.ExecStart.Skip(1)) { WorkingDirectory = "/" };
        start.Environment.Clear();
        var given = new Dictionary<string, string>(unit.Environment) { ["HOME"] = Home, ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["LANG"] = "C.UTF-8" };
        return new RunningProgram(start, given);
    }

    private Task<string> SeeJoinedAsync(int times, RunningProgram worker) => Eventually.SeeAsync(
        $"the worker is in the party for the {times}. time",
        () => Task.FromResult(_master.Program.Output.Split($"Worker {Machine} joined: ").Length > times ? "joined" : null),
        () => $"{_master.Program.Output}\n{worker.Output}");
}
