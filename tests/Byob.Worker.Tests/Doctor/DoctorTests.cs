using System.Text.Json;
using Byob.Worker.Commands;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Doctor;

/// <summary><c>byob doctor</c> on machines that are well and on such that are not.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OwnersTerminal _owner;

    public DoctorTests() => _owner = new OwnersTerminal(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_AllIsWell_FindsNothing()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = _owner.JoinAsync(master, stop);
        await master.Joins.NextAsync();
        await master.Heartbeats.NextAsync();

        var (code, said) = await AskAsync("doctor");

        Assert.Equal(0, code);
        Assert.DoesNotContain("✗", said, StringComparison.Ordinal);
        foreach (var good in new[] { "✓ Settings:", "✓ Token:", "✓ Worker: It runs as process", "✓ Name:", "✓ Port:", "✓ Master: It is well.", "✓ Clock: This machine's clock is right.", "✓ Party:", "✓ Hub: WebSockets get through.", "cpuPercent" })
            Assert.Contains(good, said, StringComparison.Ordinal);
        Assert.DoesNotContain(TestMaster.GoodToken, said, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Doctor_MasterGone_SaysThatThePortIsRefused()
    {
        var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        await master.DisposeAsync();

        var (code, said) = await AskAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("is refused", said, StringComparison.Ordinal);
        Assert.Contains("→ Is the master running", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_TokenRevoked_SaysJoinAgain()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        master.Tokens.Clear();

        var (code, said) = await AskAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("✗ Party: The party does not know this machine", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_UnknownName_SaysSo()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        Assert.Equal(0, (await AskAsync("config set master http://nowhere.invalid:5150")).Code);

        var (code, said) = await AskAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("✗ Name: nowhere.invalid is not known here", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ClockOff_SaysByHowMuchAndGoesOn()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);

        var (code, said) = await AskAsync("doctor", new ShiftedTime(TimeSpan.FromHours(3)));

        Assert.Equal(0, code);
        Assert.Matches(@"! Clock: This machine's clock is 10,(799|800|801) s ahead of the master's\.", said);
    }

    [Fact]
    public async Task Doctor_WebSocketsBlocked_SaysThatItFallsBack()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        master.RefusesWebSockets = true;

        var (code, said) = await AskAsync("doctor");

        Assert.Equal(0, code);
        Assert.Contains("! Hub: WebSockets do not get through", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_SettingsMangled_SaysWhatIsWrongWithThem()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        await File.WriteAllTextAsync(_folder["state/worker.json"], "{ \"slotz\": 1 }", TestContext.Current.CancellationToken);

        var (code, said) = await AskAsync("doctor --json");

        Assert.Equal(1, code);
        using var report = JsonDocument.Parse(said);
        var settings = report.RootElement.GetProperty("findings").EnumerateArray().First(finding => finding.GetProperty("what").GetString() == "Settings");
        Assert.Equal("bad", settings.GetProperty("kind").GetString());
        Assert.Contains("did you mean \"slots\"", settings.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NotJoined_SaysHowToJoin()
    {
        var (code, said) = await AskAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("→ Join one: byob join", said, StringComparison.Ordinal);
        Assert.Contains("✓ Disk:", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_Set_IsWrittenShownAndTakenIn()
    {
        await using var master = await TestMaster.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = _owner.JoinAsync(master, stop);
        await master.Joins.NextAsync();

        Assert.Equal(0, (await AskAsync("config set slots 3")).Code);

        Assert.Equal(3, (await master.CapacityChanges.NextAsync()).Capacity.Slots);
        Assert.Matches(@"slots +│ 3 +│ worker\.json", (await AskAsync("config")).Said);
        Assert.Equal(0, (await AskAsync("config unset slots")).Code);
        Assert.DoesNotContain("slots", await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("config set slots many", "\"slots\" is \"many\"; it must")]
    [InlineData("config set slot 3", "did you mean \"slots\"?")]
    [InlineData("config set hours {\"mon\":\"25:00-26:00\"}", "\"hours\" is")]
    public async Task Config_Nonsense_IsRefusedAndNothingIsWritten(string line, string sentence)
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);
        var before = await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken);

        var (code, said) = await AskAsync(line);

        Assert.Equal(78, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder["state/worker.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Config_Hours_AreTakenAsJson()
    {
        await using var master = await TestMaster.StartAsync();
        await _owner.JoinAndStopAsync(master);

        Assert.Equal(0, await _owner.RunAsync(["config", "set", "hours", "{\"mon-fri\": \"18:00-08:00\"}"]));

        Assert.Contains("18:00", (await AskAsync("config")).Said, StringComparison.Ordinal);
    }

    /// <summary>What is said on either stream.</summary>
    private async Task<(int Code, string Said)> AskAsync(string line, TimeProvider? time = null)
    {
        var said = new StringWriter();
        return (await _owner.RunAsync(line, said, said, time: time), said.ToString());
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
