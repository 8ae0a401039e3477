using System.CommandLine;
using Byob.Worker.Commands;

namespace Byob.Worker.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Join_AllOptions_AreUnderstood()
    {
        var parsed = Parse("join http://host:5000 --name Ada --machine laptop --password-file p.txt --slots 4 --state /tmp/s");

        Assert.Empty(parsed.Errors);
        Assert.Equal("join", parsed.CommandResult.Command.Name);
        Assert.Equal("http://host:5000", parsed.GetValue<string>("url"));
        Assert.Equal("Ada", parsed.GetValue<string>("--name"));
        Assert.Equal("laptop", parsed.GetValue<string>("--machine"));
        Assert.Equal("p.txt", parsed.GetValue<FileInfo?>("--password-file")!.Name);
        Assert.Equal(4, parsed.GetValue<int?>("--slots"));
        Assert.Equal("/tmp/s", parsed.GetValue<string?>("--state"));
    }

    [Fact]
    public void Join_UrlAlone_TakesUserAndHostName()
    {
        var parsed = Parse("join host:5000");

        Assert.Empty(parsed.Errors);
        Assert.Equal(Environment.UserName, parsed.GetValue<string>("--name"));
        Assert.Equal(Environment.MachineName, parsed.GetValue<string>("--machine"));
        Assert.Null(parsed.GetValue<int?>("--slots"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("--state /tmp/s", "")]
    [InlineData("run", "run")]
    [InlineData("run --state /tmp/s", "run")]
    public void Run_WithAndWithoutItsName_IsUnderstood(string line, string command)
    {
        var parsed = Parse(line);

        Assert.Empty(parsed.Errors);
        Assert.Equal(command.Length > 0, parsed.CommandResult.Command is not RootCommand);
    }

    [Theory]
    [InlineData("join http://host --slots many")]
    [InlineData("join http://host --password hunter2")]
    [InlineData("dance")]
    public void Parse_NotUnderstood_IsAnError(string line) => Assert.NotEmpty(Parse(line).Errors);

    private static ParseResult Parse(string line) => ByobCommand.Create(Terminal.OfProcess(), TimeProvider.System).Parse(line);
}
