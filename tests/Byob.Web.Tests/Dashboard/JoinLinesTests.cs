using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class JoinLinesTests
{
    private const string Start = "dotnet run -c Release --project Byob.Worker -- join http://192.168.1.20:5000 --name ";

    [Theory]
    [InlineData("Alice", "Alice", "Alice")]
    [InlineData("Anna Lena", "'Anna Lena'", "'Anna Lena'")]
    [InlineData("O'Neil", "'O'\\''Neil'", "'O''Neil'")]
    [InlineData("$(reboot)", "'$(reboot)'", "'$(reboot)'")]
    [InlineData("-x", "'-x'", "'-x'")]
    [InlineData("Zoë", "'Zoë'", "'Zoë'")]
    public void Line_AnyName_IsOneWordOfItsShell(string name, string posix, string powerShell)
    {
        Assert.Equal(Start + posix, JoinLines.Posix("http://192.168.1.20:5000/", name));
        Assert.Equal(Start + powerShell, JoinLines.PowerShell("http://192.168.1.20:5000", name));
    }
}
