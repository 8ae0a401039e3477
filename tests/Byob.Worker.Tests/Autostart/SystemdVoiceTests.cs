using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

/// <summary>The real worker process, with a socket where systemd would listen.</summary>
public sealed class SystemdVoiceTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public SystemdVoiceTests() => _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_UnderSystemd_SaysReadyHowItIsThatItLivesAndThatItStops()
    {
        await using var master = await TestMaster.StartAsync();
        using var worker = Start(master.Address, ("WATCHDOG_USEC", "400000"));

        Assert.Equal("READY=1", await HearAsync());
        await HearAsync(message => message.StartsWith("STATUS=The test party: idle | ", StringComparison.Ordinal));
        await HearAsync(message => message == "WATCHDOG=1");
        Signal(worker, "TERM");
        await HearAsync(message => message == "STOPPING=1");

        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, worker.ExitCode);
    }

    [Fact]
    public async Task Run_MasterAway_IsReadyAllTheSameAndSaysWhatItWaitsFor()
    {
        using var worker = Start(new Uri("http://127.0.0.1:1/"));

        Assert.Equal("READY=1", await HearAsync());
        await HearAsync(message => message.StartsWith("STATUS=", StringComparison.Ordinal) && message.Contains("Dialling again", StringComparison.Ordinal));
        worker.Kill();
    }

    [Fact]
    public async Task Run_NotWantedAnyMore_ItsLastStatusSaysWhyAndItsExitCodeThatAHumanIsNeeded()
    {
        await using var master = await TestMaster.StartAsync();
        master.Tokens.Clear();
        using var worker = Start(master.Address);

        await HearAsync(message => message.StartsWith("STATUS=", StringComparison.Ordinal) && message.Contains("does not know this machine any more", StringComparison.Ordinal));

        await HearAsync(message => message == "STOPPING=1");
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(78, worker.ExitCode);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData("300000000", 300)]
    public void Watchdog_Variable_IsMicroseconds(string? value, int? seconds) =>
        Assert.Equal(seconds is { } known ? TimeSpan.FromSeconds(known) : null, SystemdVoice.Watchdog(value));

    private Process Start(Uri master, params (string Name, string Value)[] more)
    {
        StateFolder.Find(_folder["state"]).Lock().Dispose();
        StateFolder.Find(_folder["state"]).Save(new WorkerSettings(master, "Ada", "laptop"), TestMaster.GoodToken);
        var start = new ProcessStartInfo("dotnet", ["exec", Program(), "run", "--state", _folder["state"]])
        {
            Environment = { ["NOTIFY_SOCKET"] = _folder["notify"] },
        };
        foreach (var (name, value) in more)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The worker as it was built with these tests.</summary>
    private static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var root = folder.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "Byob.Worker", "bin", folder.Parent.Name, folder.Name, "Byob.Worker.dll");
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task HearAsync(Func<string, bool> wanted)
    {
        while (!wanted(await HearAsync()))
        {
        }
    }

    private async Task<string> HearAsync()
    {
        var message = new byte[4096];
        var length = await _systemd.ReceiveAsync(message, SocketFlags.None, TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);
        return Encoding.UTF8.GetString(message, 0, length);
    }
}
