using System.Net;
using Byob.Web.Party;
using Byob.Web.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class LockOutTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public void Take_MoreTriesThanAllowed_IsLockedForTheTime()
    {
        var lockOut = new LockOut(3, TimeSpan.FromMinutes(5), _time);
        for (var i = 0; i < 3; i++)
            Assert.Null(lockOut.Take("ADA"));

        Assert.Equal(_time.GetUtcNow().AddMinutes(5), lockOut.Take("ADA"));
        Assert.Null(lockOut.Take("EVE"));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(lockOut.Take("ADA"));
    }

    [Fact]
    public void Take_WhileLocked_DoesNotLengthenTheLock()
    {
        var lockOut = new LockOut(1, TimeSpan.FromMinutes(5), _time);
        lockOut.Take("ADA");
        var until = lockOut.LockedUntil("ADA");
        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(until, lockOut.Take("ADA"));
    }

    [Fact]
    public void Clear_AfterTheRightPassword_StartsAnew()
    {
        var lockOut = new LockOut(2, TimeSpan.FromMinutes(5), _time);
        lockOut.Take("ADA");
        lockOut.Take("ADA");

        lockOut.Clear("ADA");

        Assert.Null(lockOut.LockedUntil("ADA"));
        Assert.Null(lockOut.Take("ADA"));
        Assert.Null(lockOut.LockedUntil("ADA"));
    }

    [Fact]
    public void Take_EndlessNames_KeepsTheOnesThatMatterInBoundedMemory()
    {
        var lockOut = new LockOut(2, TimeSpan.FromMinutes(5), _time);
        for (var i = 0; i < 20_000; i++)
        {
            lockOut.Take($"NAME {i}");
            _time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.InRange(lockOut.Count, 1, 10_000);
        lockOut.Take("NAME 19999");
        Assert.NotNull(lockOut.LockedUntil("NAME 19999"));
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_LocksTheNameForEverybodyEvenWithTheRightOne()
    {
        await using var host = await MasterHost.StartAsync(new MasterHostSettings { Time = _time });
        var client = host.NewClient();
        for (var i = 0; i < 5; i++)
            await TryAsync("wrong password");

        var locked = await TryAsync(MasterHost.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Contains("Try again in 5 minutes.", (await locked.ReadTextAsync()).Sentence(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync(MasterHost.Password)).StatusCode);

        Task<HttpResponseMessage> TryAsync(string password) => client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = password });
    }

    [Fact]
    public async Task SignIn_ManyWrongPasswordsAtOnce_AreAllCounted()
    {
        await using var host = await MasterHost.StartAsync();
        var client = host.NewClient();
        // The cookie that all the forms share comes with the first look.
        await client.GetStringAsync("/signin", Test.Cancel);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendFormAsync("/signin", new() { ["name"] = "Ada", ["password"] = "wrong password" })));

        Assert.Equal(5, replies.Count(reply => reply.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(15, replies.Count(reply => reply.StatusCode == HttpStatusCode.TooManyRequests));
    }
}
