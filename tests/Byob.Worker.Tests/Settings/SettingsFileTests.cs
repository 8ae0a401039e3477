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
        var settings = new WorkerSettings(new Uri("http://192.168.1.20:5000/party/"), "Ada", "ada's laptop", 4, 2, 512);

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
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slots": "four" }""", "\"slots\"")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slots": 0 }""", "\"slots\" must be a number from 1 to 256")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "prefetch": 17 }""", "\"prefetch\" must be a number from 0 to 16")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "memoryMiB": 15 }""", "\"memoryMiB\" must be a number of mebibytes from 16")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada", "machine": "m", "slot": 4 }""", "the key \"slot\"")]
    [InlineData("""{ "master": "ftp://host", "name": "Ada", "machine": "m" }""", "\"master\" is wrong")]
    [InlineData("""{ "name": "Ada", "machine": "m" }""", "\"master\" is missing")]
    [InlineData("""{ "master": "http://host:1", "name": "", "machine": "m" }""", "\"name\" must be")]
    [InlineData("""{ "master": "http://host:1", "name": "Ada" }""", "\"machine\" must be")]
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
        File.WriteAllText(Path, """{ "slots": 1000, "prefetch": -1 }""");

        var fault = Assert.Throws<WorkerFaultException>(() => SettingsFile.Read(Path));

        Assert.All(["master", "name", "machine", "slots", "prefetch"], key => Assert.Contains($"\"{key}\"", fault.Message, StringComparison.Ordinal));
    }
}
