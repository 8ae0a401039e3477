using System.Text.Json;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class PartyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("party.json");

    private MasterHostSettings Settings => new() { DataFolder = _folder.Path, Password = null };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstStart_FilePreparedByHand_IsTakenInAndKeepsTheHashOnly()
    {
        await WriteAsync(
            """
            {
              // made on Friday
              "name": "Crunch & Söhne",
              "password": "prepared by hand",
              "invited": ["Ada", "ada", " Søren "],
            }
            """);

        await using var host = await MasterHost.StartAsync(Settings);

        await host.SignInAsync("Ada", "prepared by hand");
        await host.SignInAsync("Søren", "prepared by hand");
        Assert.Equal("Crunch & Söhne", host.Roster().PartyName);
        Assert.Equal(["Ada", "Søren"], host.Roster().Invitations.Values);
        var text = await System.IO.File.ReadAllTextAsync(File, Test.Cancel);
        Assert.DoesNotContain("prepared by hand", text, StringComparison.Ordinal);
        Assert.Contains("Crunch & Söhne", text, StringComparison.Ordinal);
        Assert.Equal(host.Roster().PasswordHash, (await ReadAsync()).GetProperty("passwordHash").GetString());
        Assert.Contains("the one that you chose", host.Banner, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task FirstStart_FileOfAnotherHost_BringsItsPasswordAsHash()
    {
        string cached;
        await using (var other = await MasterHost.StartAsync("--Party:Name=Elsewhere"))
            cached = await System.IO.File.ReadAllTextAsync(Path.Combine(other.DataFolder, "party.json"), Test.Cancel);
        await WriteAsync(cached);

        await using var host = await MasterHost.StartAsync(Settings);

        await host.SignInAsync("Ada");
        Assert.Equal("Elsewhere", host.Roster().PartyName);
        Assert.Equal(cached, await System.IO.File.ReadAllTextAsync(File, Test.Cancel));
    }

    [Theory]
    [InlineData("{\n  \"name\": \"A\",\n  \"password\" \"x\"\n}", "line 3")]
    [InlineData("{\n  \"name\": 7\n}", "line 2, key \"name\": the value has the wrong form")]
    [InlineData("{\n  \"invites\": []\n}", "line 2, key \"invites\": this key is not known; known are name, password")]
    [InlineData("{\n  \"name\": \"A\",\n  \"name\": \"B\"\n}", "this key is there twice")]
    [InlineData("{ \"invited\": [\"Ada\", 5] }", "key \"invited[1]\": the value has the wrong form")]
    [InlineData("{ \"invited\": [\"Ada\", \"<Eve>\"] }", "key \"invited\", name 2: A name has 1 to 40")]
    [InlineData("{ \"invited\": [null] }", "key \"invited\", name 1: A name has 1 to 40")]
    [InlineData("{ \"password\": \"short\", \"name\": \"\" }", "key \"name\": The party's name needs 1 to 60 printable characters.; key \"password\": The party password needs 8")]
    [InlineData("{ \"passwordHash\": \"c2hvcnQ=\" }", "key \"passwordHash\": it is no hash made by BYOB")]
    [InlineData("{ \"password\": \"long enough\", \"passwordHash\": \"c2hvcnQ=\" }", "give one of the two")]
    [InlineData("null", "it says null")]
    [InlineData("", "line 1")]
    public async Task Start_FileIsMangled_SaysWhereAndTouchesNothing(string mangled, string where)
    {
        await WriteAsync(mangled);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => MasterHost.StartAsync(Settings));

        Assert.Contains(where, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(File, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Mend the file or move it away, then start again; nothing was changed.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(mangled, await System.IO.File.ReadAllTextAsync(File, Test.Cancel));

        // Mended, the same folder starts as new.
        await WriteAsync("""{ "password": "mended by hand" }""");
        await using var host = await MasterHost.StartAsync(Settings);
        await host.SignInAsync("Ada", "mended by hand");
    }

    [Fact]
    public async Task LaterStart_FileIsMangled_IsRefusedToo()
    {
        await using (await MasterHost.StartAsync(Settings))
        {
        }

        await WriteAsync("{");

        await Assert.ThrowsAsync<StartRefusedException>(() => MasterHost.StartAsync(Settings));
        Assert.Equal("{", await System.IO.File.ReadAllTextAsync(File, Test.Cancel));
    }

    [Fact]
    public async Task LaterStart_FileChangedByHand_IsRewrittenFromTheDatabaseWithAWarning()
    {
        await using (await MasterHost.StartAsync(Settings with { Password = MasterHost.Password }))
        {
        }

        await WriteAsync("""{ "name": "Mine now", "password": "another password", "invited": ["Eve"] }""");
        await using var host = await MasterHost.StartAsync(Settings);

        Assert.Contains(host.Log.Entries, entry => entry.Id == 1003);
        await host.SignInAsync("Ada");
        var file = await ReadAsync();
        Assert.Equal(PartyOptions.DefaultName, file.GetProperty("name").GetString());
        Assert.False(file.TryGetProperty("password", out _));
        Assert.Equal(0, file.GetProperty("invited").GetArrayLength());
    }

    [Fact]
    public async Task Change_OfNamePasswordOrInvitations_IsInTheFileWhenItReturns()
    {
        await using var host = await MasterHost.StartAsync(Settings with { Password = MasterHost.Password });
        await host.SignInAsHostAsync("Hanna");
        var hash = (await ReadAsync()).GetProperty("passwordHash").GetString();
        var hanna = host.ActorOf("Hanna");

        await host.Members().RenamePartyAsync("Renamed", hanna, Test.Cancel);
        await host.Members().InviteAsync(["Bob"], hanna, Test.Cancel);
        await host.Members().ChangePasswordAsync("a new password", hanna, Test.Cancel);

        var file = await ReadAsync();
        Assert.Equal("Renamed", file.GetProperty("name").GetString());
        Assert.Equal("Bob", file.GetProperty("invited")[0].GetString());
        Assert.NotEqual(hash, file.GetProperty("passwordHash").GetString());
    }

    [Fact]
    public async Task Change_FileCannotBeWritten_KeepsTheChangeAndSaysSoInTheLog()
    {
        await using var host = await MasterHost.StartAsync(Settings);
        await host.SignInAsHostAsync("Hanna");
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);

        Assert.True((await host.Members().RenamePartyAsync("Renamed", host.ActorOf("Hanna"), Test.Cancel)).Ok);

        Assert.Equal("Renamed", host.Roster().PartyName);
        Assert.Contains(host.Log.Entries, entry => entry.Id == 1004);
    }

    private Task WriteAsync(string text) => System.IO.File.WriteAllTextAsync(File, text, Test.Cancel);

    private async Task<JsonElement> ReadAsync() => JsonSerializer.Deserialize<JsonElement>(await System.IO.File.ReadAllTextAsync(File, Test.Cancel));
}
