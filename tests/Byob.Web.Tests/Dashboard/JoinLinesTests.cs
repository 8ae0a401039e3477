using Byob.Web.Hosting;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class JoinLinesTests
{
    private static readonly JoinLines s_lines = new("http://192.168.1.20:5000/byob/", new CertificatePin("ab12", "key="));
    private static readonly JoinLines s_pinned = new("https://192.168.1.20:5001", new CertificatePin("ab12", "key="));

    [Fact]
    public void Posix_TheTicket_IsInTheEnvironmentOfTheShellAlone()
    {
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | BYOB_TICKET=byobt_x sh", s_lines.Posix("byobt_x", service: false));
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | BYOB_TICKET=byobt_x sh -s -- --service", s_lines.Posix("byobt_x", service: true));
        Assert.Equal("curl -fsSL http://192.168.1.20:5000/byob/join.sh | sh -s -- --uninstall", s_lines.PosixUninstall());
    }

    [Fact]
    public void PowerShell_TheTicket_IsInTheEnvironment()
    {
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; irm http://192.168.1.20:5000/byob/join.ps1 | iex", s_lines.PowerShell("byobt_x", service: false));
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; & ([scriptblock]::Create((irm http://192.168.1.20:5000/byob/join.ps1))) -Service", s_lines.PowerShell("byobt_x", service: true));
        Assert.Equal("& ([scriptblock]::Create((irm http://192.168.1.20:5000/byob/join.ps1))) -Uninstall", s_lines.PowerShellUninstall());
    }

    [Fact]
    public void FromSource_TheTicket_IsInTheEnvironment()
    {
        Assert.Equal("BYOB_TICKET=byobt_x dotnet run -c Release --project Byob.Worker -- join http://192.168.1.20:5000/byob", s_lines.PosixFromSource("byobt_x"));
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; dotnet run -c Release --project Byob.Worker -- join http://192.168.1.20:5000/byob", s_lines.PowerShellFromSource("byobt_x"));
    }

    [Fact]
    public void SelfMadeCertificate_IsPinnedByEveryLine()
    {
        Assert.Equal("curl -fsSLk --pinnedpubkey 'sha256//key=' https://192.168.1.20:5001/join.sh | BYOB_TICKET=byobt_x sh", s_pinned.Posix("byobt_x", service: false));
        Assert.Equal("$env:BYOB_TICKET='byobt_x'; curl.exe -fsSLk --pinnedpubkey 'sha256//key=' https://192.168.1.20:5001/join.ps1 | Out-String | iex", s_pinned.PowerShell("byobt_x", service: false));
        Assert.Equal("BYOB_TICKET=byobt_x BYOB_FINGERPRINT=ab12 dotnet run -c Release --project Byob.Worker -- join https://192.168.1.20:5001", s_pinned.PosixFromSource("byobt_x"));
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
