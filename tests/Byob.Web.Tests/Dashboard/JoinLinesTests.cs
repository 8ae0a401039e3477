using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class JoinLinesTests
{
    private const string Master = "http://192.168.1.20:5000/byob/";

    [Fact]
    public void Posix_TheTicket_IsInTheEnvironmentOfTheShellAlone()
    {
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | BYOB_TICKET=byobt_x sh", JoinLines.Posix(Master, "byobt_x", service: false));
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | BYOB_TICKET=byobt_x sh -s -- --service", JoinLines.Posix(Master, "byobt_x", service: true));
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | sh -s -- --uninstall", JoinLines.PosixUninstall(Master));
    }

    [Fact]
    public void PowerShell_TheTicket_IsInTheEnvironment()
    {
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; irm http://192.168.1.20:5000/byob/join.ps1 | iex", JoinLines.PowerShell(Master, "byobt_x", service: false));
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; & ([scriptblock]::Create((irm http://192.168.1.20:5000/byob/join.ps1))) -Service", JoinLines.PowerShell(Master, "byobt_x", service: true));
        Assert.Equal("& ([scriptblock]::Create((irm http://192.168.1.20:5000/byob/join.ps1))) -Uninstall", JoinLines.PowerShellUninstall(Master));
    }

    [Fact]
    public void FromSource_TheTicket_IsInTheEnvironment()
    {
        Assert.Equal("BYOB_TICKET=byobt_x dotnet run -c Release --project Byob.Worker -- join http://192.168.1.20:5000/byob", JoinLines.PosixFromSource(Master, "byobt_x"));
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; dotnet run -c Release --project Byob.Worker -- join http://192.168.1.20:5000/byob", JoinLines.PowerShellFromSource(Master, "byobt_x"));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "macos")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "linux")]
    [InlineData("Mozilla/5.0 (Linux; Android 15)", "linux")]
    [InlineData(null, "linux")]
    public void Platform_IsTheVisitors(string? userAgent, string key) => Assert.Equal(key, JoinPlatform.Of(userAgent).Key);
}
