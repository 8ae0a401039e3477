using System.Globalization;
using System.Text.RegularExpressions;
using Byob.Worker.Autostart;
using Byob.Worker.Autostart.Systemd;
using Byob.Worker.Limits;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Autostart;

/// <summary>What systemd itself says of the units.</summary>
public sealed partial class SystemdAnalyzeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<bool, LimitPreset> All => new(
        from machine in (bool[])[false, true]
        from preset in Enum.GetValues<LimitPreset>()
        select (machine, preset));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task Verify_EveryPreset_HasNothingToSay(bool machine, LimitPreset preset)
    {
        var unit = Write(machine, new WrittenLimits(preset, CpuPercent: 50, MemoryMiB: 2000));

        var outcome = await AnalyzeAsync(machine, "verify", unit);

        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verify_PathWithSpacesPercentAndDollar_FindsTheProgram(bool machine)
    {
        // systemd looks whether the program is there, so it has understood the path.
        var unit = Write(machine, new WrittenLimits(), Program("my 100% $programs", "byob"));

        var outcome = await AnalyzeAsync(machine, "verify", unit);

        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Out, outcome.Error));
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\'')]
    [InlineData('\\')]
    public async Task Verify_ProgramThatSystemdRefuses_IsOneThatWeRefuse(char letter)
    {
        var program = Program($"a{letter}b", "byob");

        var outcome = await AnalyzeAsync(false, "verify", Write(false, new WrittenLimits(), program));

        Assert.Contains("special characters", outcome.Error, StringComparison.Ordinal);
        Assert.False(SystemdText.CanStart(program));
    }

    [Theory]
    [InlineData(false, 6.9)]
    [InlineData(true, 3.0)]
    public async Task Security_Exposure_IsNotWorseThanItWas(bool machine, double most)
    {
        var unit = Write(machine, new WrittenLimits());

        var outcome = await AnalyzeAsync(machine, "security", "--offline=true", unit);

        var exposure = Overall().Match(outcome.Out);
        Assert.True(exposure.Success, outcome.Out + outcome.Error);
        TestContext.Current.TestOutputHelper!.WriteLine(exposure.Value);
        Assert.InRange(double.Parse(exposure.Groups[1].ValueSpan, CultureInfo.InvariantCulture), 0, most);
    }

    private string Write(bool machine, WrittenLimits limits, string? program = null)
    {
        var facts = Facts.Of(limits, new ProgramStart(program ?? Program("byob"), []), machine ? SystemdUnit.SystemState : _folder["state"], machine ? SystemdUnit.SystemUser : "ada");
        var path = _folder[SystemdUnit.Name];
        File.WriteAllText(path, machine ? SystemdUnit.ForMachine(facts) : SystemdUnit.ForUser(facts, lingerIsOurs: true));
        return path;
    }

    private string Program(params string[] parts)
    {
        var path = parts.Aggregate(_folder[""], Path.Combine);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy("/bin/true", path, overwrite: true);
        return path;
    }

    private async Task<CommandOutcome> AnalyzeAsync(bool machine, params string[] words)
    {
        // The manager of a user wants a folder for its sockets, also when it only looks at a file.
        var run = Directory.CreateDirectory(_folder["run"]).FullName;
        string[] all = [$"XDG_RUNTIME_DIR={run}", "systemd-analyze", machine ? "--system" : "--user", "--no-pager", .. words];
        var outcome = await new SystemCommands(TimeProvider.System).RunAsync("env", all, TestContext.Current.CancellationToken);
        Assert.False(outcome!.ExitCode == 127, "systemd-analyze is missing: these tests ask systemd itself about the units. Debian: apt-get install systemd; tests/run.sh does so when it may.");
        return outcome;
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+) \w+")]
    private static partial Regex Overall();
}
