using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder["worker.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        var settings = new WorkerSettings(new Uri("http://192.168.1.20:5000/party/"), "Ada", "ada's laptop")
        {
            Limits = new WrittenLimits(
                LimitPreset.Balanced, 4, 2, 50, WorkPriority.Idle, 512, 2.5, 0.5, 1024, WorkHours.Parse([new("mon-fri", "18:00-08:00"), new("sat,sun", "all")], []), true, false, 85.5),
        };

        SettingsFile.Write(Path, settings);

        Assert.Equal(settings, SettingsFile.Read(Path));
    }

    [Fact]
    public void Write_NothingChosen_LeavesTheKeysOut()
    {
        SettingsFile.Write(Path, new WorkerSettings(new Uri("http://host:1/"), "Ada", "laptop"));

        Assert.DoesNotContain("slots", File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_IsNull() => Assert.Null(SettingsFile.Read(Path));

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreFine()
    {
        File.WriteAllText(Path, """{ "master": "http://host:1", "name": "Ada", /* mine */ "machine": "laptop", }""");

        Assert.Equal("laptop", SettingsFile.Read(Path)!.Machine);
    }

    [Theory]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slots": "four" }""", "\"slots\" is \"four\"; it must be a number from 1 to 256")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slots": 0 }""", "\"slots\" is 0; it must be a number from 1 to 256")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "prefetch": 17 }""", "\"prefetch\" is 17; it must be a number from 0 to 16")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "memoryMiB": 15 }""", "\"memoryMiB\" is 15; it must be a number of mebibytes from 192")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "preset": "loud" }""", "\"preset\" is \"loud\"; it must be \"quiet\", \"balanced\" or \"full\"")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "cpuPercent": 12.5 }""", "\"cpuPercent\" is 12.5; it must be a number from 1 to 100")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "priority": 3 }""", "\"priority\" is 3; it must be \"idle\", \"low\" or \"normal\"")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "downMBps": 0 }""", "\"downMBps\" is 0; it must be a number of megabytes a second from 0.1")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "upMBps": "fast" }""", "\"upMBps\" is \"fast\"; it must be")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "diskMiB": 1 }""", "\"diskMiB\" is 1; it must be a number of mebibytes from 64")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "notOnBattery": "yes" }""", "\"notOnBattery\" is \"yes\"; it must be true or false")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "maxCelsius": 300 }""", "\"maxCelsius\" is 300; it must be a number of degrees")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "hours": { "monday-fryday": "all" } }""", "the days \"monday-fryday\" are not understood")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "hours": { "mon": "8 to 5" } }""", "the hours \"8 to 5\" of \"mon\" are not understood")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "hours": { "mon": "all", "mon-fri": "none" } }""", "\"mon\" is named twice")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "hours": 5 }""", "\"hours\" is 5: it must name days")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slot": 4 }""", "the key \"slot\" is not known; did you mean \"slots\"?")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "colour": 4 }""", "the key \"colour\" is not known; known are master, name,")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slots": 1, "slots": 2 }""", "\"slots\" is written twice")]
    [InlineData("""{ "master": "ftp://host", "name": "Ada", "machine": "m" }""", "\"master\" is wrong")]
    [InlineData("""{ "name": "Ada", "machine": "m" }""", "\"master\" is missing")]
    [InlineData("""{ "master": "http://host:1", "name": "", "machine": "m" }""", "\"name\" is \"\"; it must be")]
    [InlineData("""{ "master": "http://host:1", "name": 7, "machine": "m" }""", "\"name\" is 7; it must be a text in quotes")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada" }""", "\"machine\" is missing")]
    [InlineData("""[ 1 ]""", "not readable as JSON with keys")]
    [InlineData("""{ "master": """, "not readable as JSON")]
    [InlineData("", "not readable as JSON")]
    public void Read_Nonsense_NamesTheFileAndTheKey(string content, string expected)
    {
        File.WriteAllText(Path, content);

        var fault = Assert.Throws<WorkerFaultException>(() => SettingsFile.Read(Path));

        Assert.Contains(Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.True(fault.NeedsHuman);
    }

    [Fact]
    public void Read_SeveralFaults_AreAllSaid()
    {
        File.WriteAllText(Path, """{ "name": 3, "slots": 1000, "prefetch": -1, "hours": { "mon": "?" }, "notOnBattery": 1, "maxCelcius": 80 }""");

        var fault = Assert.Throws<WorkerFaultException>(() => SettingsFile.Read(Path));

        Assert.All(
            ["master", "name", "machine", "slots", "prefetch", "hours", "notOnBattery", "maxCelcius", "maxCelsius"],
            key => Assert.Contains($"\"{key}\"", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_HoursInOneText_AreForEveryDay()
    {
        File.WriteAllText(Path, """{ "master": "http://host:1", "name": "Ada", "machine": "m", "hours": "22:00-06:00" }""");

        Assert.Equal("mon-sun 22:00-06:00", SettingsFile.Read(Path)!.Limits.Hours!.Words);
    }
}
