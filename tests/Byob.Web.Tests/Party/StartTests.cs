using System.Text;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class StartTests
{
    [Fact]
    public async Task SecondStart_SameFolder_FindsEverythingAgain()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path };
        string cookie, token;
        await using (var first = await MasterHost.StartAsync(settings, "--Party:Name=Friday"))
        {
            await first.SignInAsHostAsync("Hanna");
            var reply = await first.NewClient().SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = MasterHost.Password });
            cookie = reply.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("byob.member=", StringComparison.Ordinal)).Split(';')[0];
            token = (await first.EnrolAsync("Ada")).Token;
            Assert.Equal(1, first.Services.GetRequiredService<IPartyIdentity>().Term);
            await first.StopAsync();
        }

        await using var second = await MasterHost.StartAsync(settings with { Password = null });

        var person = second.NewClient();
        person.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.True(await second.IsInAsync(person));
        Assert.True(await second.IsInAsync(second.NewWorkerClient(token)));
        await second.SignInAsync("Bob");
        Assert.True(second.ActorOf("Hanna").IsHost);
        Assert.Equal(("Friday", 2), (second.Roster().PartyName, second.Services.GetRequiredService<IPartyIdentity>().Term));
        Assert.DoesNotContain("Password", second.Banner, StringComparison.Ordinal);
        Assert.DoesNotContain("Host link", second.Banner, StringComparison.Ordinal);
        Assert.Equal(1, await second.ReadAsync(context => context.DataProtectionKeys.CountAsync(Test.Cancel)));
    }

    [Fact]
    public async Task SecondStart_OptionsThatDiffer_AreIgnoredWithALogLine()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path };
        await using (await MasterHost.StartAsync(settings, "--Party:Name=Friday"))
        {
        }

        await using (var same = await MasterHost.StartAsync(settings, "--Party:Name=Friday"))
            Assert.DoesNotContain(same.Log.Entries, entry => entry.Id == 1002);

        await using var other = await MasterHost.StartAsync(settings with { Password = "another password" }, "--Party:Name=Saturday");
        Assert.Equal(
            ["Party:Password", "Party:Name"],
            other.Log.Entries.Where(entry => entry.Id == 1002).Select(entry => entry.Message.Split(' ')[0]));
        await other.SignInAsync("Ada");
        Assert.Equal("Friday", other.Roster().PartyName);
    }

    [Fact]
    public async Task FirstStart_NoPasswordGiven_MakesOneUpAndShowsItOnce()
    {
        using var folder = new TemporaryFolder();
        var settings = new MasterHostSettings { DataFolder = folder.Path, Password = null };
        string password;
        await using (var first = await MasterHost.StartAsync(settings))
        {
            password = first.Banner.Split('\n').Single(line => line.StartsWith("  Password ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim();
            await first.SignInAsync("Ada", password);
            Assert.Matches("^[a-z]{4}(-[a-z]{4}){3}$", password);
            Assert.Contains("shown once", first.Banner, StringComparison.Ordinal);
        }

        await using var second = await MasterHost.StartAsync(settings);
        Assert.DoesNotContain(password, second.Banner, StringComparison.Ordinal);
        await second.SignInAsync("Ada", password);
    }

    [Fact]
    public async Task FirstStart_Banner_SaysHowToComeIn()
    {
        await using var host = await MasterHost.StartAsync("--Party:Name=Friday");

        Assert.Contains("BYOB · bring your own bits · Friday", host.Banner, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{host.Address.Port}/host/", host.Banner, StringComparison.Ordinal);
        Assert.Contains($"dotnet run -c Release --project Byob.Worker -- join http://127.0.0.1:{host.Address.Port} --name YOURNAME", host.Banner, StringComparison.Ordinal);
        Assert.DoesNotContain(MasterHost.Password, host.Banner, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadOptions_ReportsAllFaultsAtOnceAndMakesNoParty()
    {
        using var folder = new TemporaryFolder();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => MasterHost.StartAsync(
            new MasterHostSettings { DataFolder = folder.Path, Password = "short" },
            "--Party:Name=", "--Party:TriesBeforeLock=0", "--Party:TriesPerMinute=0", "--Party:LockTime=00:00:00", "--Party:SessionTime=365.00:00:00"));

        Assert.Equal(
            ["Party:Name", "Party:Password", "Party:TriesBeforeLock", "Party:LockTime", "Party:TriesPerMinute", "Party:SessionTime"],
            refused.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.DoesNotContain("short", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("party.json")));
    }

    [Fact]
    public async Task Secrets_AfterEverythingWasDone_AreInNoLogAndNoFile()
    {
        await using var host = await MasterHost.StartAsync("--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft.AspNetCore=Information");
        await host.SignInAsHostAsync("Hanna");
        var hanna = host.ActorOf("Hanna");
        await host.SignInAsync("Ada");
        var token = (await host.EnrolAsync("Ada")).Token;
        await host.IsInAsync(host.NewWorkerClient(token));
        await host.NewClient().SendFormAsync("/signin", new() { ["name"] = MasterHost.Password, ["password"] = "Ada" });
        await host.NewClient().SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = "a wrong password" });
        var builtIn = await host.Services.GetRequiredService<IBuiltInEnrolment>().EnrolBuiltInAsync("pc", Test.Cancel);
        await host.Members().ChangePasswordAsync("a new password", hanna, Test.Cancel);
        await host.Members().RemoveAsync(host.ActorOf("Ada").MemberId, hanna, Test.Cancel);
        var hash = host.Roster().PasswordHash;
        await host.StopAsync();

        string[] secrets = [MasterHost.Password, "a new password", "a wrong password", token, builtIn.Token];
        var files = Directory.EnumerateFiles(host.DataFolder, "*", SearchOption.AllDirectories).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).ToList();
        Assert.NotEmpty(files);
        Assert.All(secrets.Append(hash), secret => Assert.DoesNotContain(secret, host.Log.Text, StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.All(files, file => Assert.DoesNotContain(secret, file, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task HostTicket_AtTheLevelsThatTheProductLogsAt_IsInNoLog()
    {
        await using var host = await MasterHost.StartAsync();

        await host.SignInAsHostAsync("Hanna");

        Assert.DoesNotContain(host.HostLink.Split('/')[^1], host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("Hanna became host", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_OnUnix_IsForThisAccountAlone()
    {
        await using var host = await MasterHost.StartAsync();
        if (OperatingSystem.IsWindows())
            return;

        foreach (var file in Directory.EnumerateFiles(host.DataFolder, "party.*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
