using Byob.Worker.Autostart;
using Byob.Worker.Settings;

namespace Byob.Worker.Tests.Autostart;

public sealed class ProgramStartTests
{
    private static readonly string[] s_homes = ["/home/", "/root/"];

    [Fact]
    public void Of_SingleFile_IsItself() => AssertStart("/home/ada/.local/bin/byob", [], ProgramStart.Of("/home/ada/.local/bin/byob", "/home/ada/.local/bin/", _ => false));

    [Theory]
    [InlineData("/usr/share/dotnet/dotnet")]
    [InlineData("/opt/dotnet.exe")]
    public void Of_Development_IsDotnetWithTheLibrary(string dotnet) => AssertStart(dotnet, ["exec", "/src/bin/Byob.Worker.dll"], ProgramStart.Of(dotnet, "/src/bin/", path => path == "/src/bin/Byob.Worker.dll"));

    [Fact]
    public void Of_DotnetWithoutTheLibrary_SaysToBuild() =>
        Assert.Contains("build the worker first", Assert.Throws<WorkerFaultException>(() => ProgramStart.Of("/usr/bin/dotnet", "/src/", _ => false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Own_InThisProcess_IsThere() => Assert.True(File.Exists(ProgramStart.Own().Executable));

    [Fact]
    public void ForMachine_SingleFileInAHome_IsPutElsewhere()
    {
        var program = new ProgramStart("/home/ada/byob", []).ForMachine("/opt/byob/byob", s_homes);

        AssertStart("/opt/byob/byob", [], program);
        Assert.Equal("/home/ada/byob", program.CopiedFrom);
    }

    [Fact]
    public void ForMachine_Elsewhere_StaysThere() => Assert.Null(new ProgramStart("/usr/local/bin/byob", []).ForMachine("/opt/byob/byob", s_homes).CopiedFrom);

    [Fact]
    public void ForMachine_DevelopmentInAHome_IsRefused() => Assert.Contains(
        "/home/ada/src/Byob.Worker.dll lies in somebody's home",
        Assert.Throws<WorkerFaultException>(() => new ProgramStart("/usr/bin/dotnet", ["exec", "/home/ada/src/Byob.Worker.dll"]).ForMachine("/opt/byob/byob", s_homes)).Message,
        StringComparison.Ordinal);

    private static void AssertStart(string executable, string[] before, ProgramStart start)
    {
        Assert.Equal(executable, start.Executable);
        Assert.Equal(before, start.Before);
    }
}
