using System.Net;
using System.Net.Sockets;
using Byob.Shared.Hubs;
using Byob.Web.Discovery;
using Byob.Web.Hosting;
using Byob.Web.Tests.Hosting;
using Byob.Worker.Discovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Byob.Web.Tests.Discovery;

/// <summary>Real datagrams over the loopback network, each test on a port of its own.</summary>
public sealed class DiscoveryTests
{
    [Fact]
    public async Task Search_MastersThatAnnounce_AreFoundWithTheirAddressesAndPins()
    {
        var port = FreePort();
        await using var plain = await StartAsync(port, "--Party:Name=Friday", "--Hosting:PathBase=/party");
        await using var secure = await StartAsync(port, "--Party:Name=Saturday", "--urls=https://127.0.0.1:0", "--Hosting:SelfMadeCertificate=true");

        var found = await new PartySearch(TimeProvider.System, port, IPAddress.Loopback).FindAsync(Test.Cancel);

        Assert.True(found.Count == 2, $"{found.Count} parties answered over 127.0.0.1, and 2 are there; does this machine send multicast over its loopback network (firewall, container)?");
        Assert.Equal(("Friday", new Uri(plain.Address, "party/"), null, ProtocolVersion.Current), (found[0].Party, found[0].Address, found[0].Fingerprint, found[0].Protocol));
        Assert.Equal(("Saturday", secure.Address, secure.Services.GetRequiredService<PartyCertificate>().Fingerprint), (found[1].Party, found[1].Address, found[1].Fingerprint));
    }

    [Fact]
    public async Task Search_MasterThatDoesNotAnnounce_IsNotFound()
    {
        var port = FreePort();
        await using var master = await StartAsync(port, "--Party:Announce=false");

        Assert.Empty(await new PartySearch(TimeProvider.System, port, IPAddress.Loopback).FindAsync(Test.Cancel));
    }

    [Fact]
    public async Task Announcer_WhatIsNoQuestion_IsNotAnswered()
    {
        var port = FreePort();
        await using var master = await StartAndBeFoundAsync(port);
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var there = new IPEndPoint(IPAddress.Loopback, port);
        var question = PartyAnnouncement.Question("the-nonce");
        byte[][] wrong = [[], question[..100], [.. question, .. question], new byte[PartyAnnouncement.DatagramBytes], "{\"Byob\":1,\"Nonce\":\"short\"}"u8.ToArray()];
        foreach (var datagram in wrong)
            await socket.SendAsync(datagram, there, Test.Cancel);
        await socket.SendAsync(question, there, Test.Cancel);

        // The only answer is that to the question, and it is no larger.
        var answer = (await socket.ReceiveAsync(Test.Cancel).AsTask().WaitAsync(MasterHost.Patience, Test.Cancel)).Buffer;
        Assert.True(answer.Length <= question.Length);
        Assert.NotNull(PartyAnnouncement.Read(answer, "the-nonce"));
        Assert.Null(PartyAnnouncement.Read(answer, "another"));
        Assert.Equal(0, socket.Available);
    }

    [Fact]
    public async Task Announcer_FloodOfQuestions_AnswersAFewASecond()
    {
        var port = FreePort();
        await using var master = await StartAndBeFoundAsync(port);
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var there = new IPEndPoint(IPAddress.Loopback, port);
        for (var i = 0; i < 100; i++)
            await socket.SendAsync(PartyAnnouncement.Question("the-nonce"), there, Test.Cancel);

        // What is asked afterwards is answered as soon as there is room again, and behind all that the flood was answered.
        var answers = 0;
        for (var i = 0; ; i++)
        {
            var last = $"last {i}";
            await socket.SendAsync(PartyAnnouncement.Question(last), there, Test.Cancel);
            var heard = await HearAsync(socket);
            while (heard is not null && PartyAnnouncement.Read(heard, last) is null)
            {
                answers++;
                heard = await HearAsync(socket);
            }

            if (heard is not null)
                break;
        }

        Assert.InRange(answers, 1, 99);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1 http://*:2", "http", 2, null, true)]
    [InlineData("http://0.0.0.0:2", "http", 2, null, false)]
    [InlineData("https://192.0.2.7:2", "https", 2, "192.0.2.7", false)]
    [InlineData("http://localhost:2", "http", 2, "127.0.0.1", false)]
    public void Address_OfThoseItListensOn_IsTheFirstThatTheNetworkReaches(string listening, string scheme, int port, string? host, bool serves6) =>
        Assert.Equal(new AnnouncedAddress(scheme, port, host is null ? null : IPAddress.Parse(host), serves6), AnnouncedAddress.Of(listening.Split(' ')));

    private static Task<MasterHost> StartAsync(int port, params string[] args) => MasterHost.StartAsync(
        new MasterHostSettings { Adjust = builder => builder.Services.Replace(ServiceDescriptor.Singleton(new AnnouncePlace(port))) },
        ["--Party:Announce=true", .. args]);

    /// <summary>A master that is known to listen.</summary>
    private static async Task<MasterHost> StartAndBeFoundAsync(int port)
    {
        var master = await StartAsync(port);
        Assert.Single(await new PartySearch(TimeProvider.System, port, IPAddress.Loopback).FindAsync(Test.Cancel, enough: 1));
        return master;
    }

    /// <summary>Null when nothing comes for a moment.</summary>
    private static async Task<byte[]?> HearAsync(UdpClient socket)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Test.Cancel);
        moment.CancelAfter(TimeSpan.FromMilliseconds(200));
        try
        {
            return (await socket.ReceiveAsync(moment.Token)).Buffer;
        }
        catch (OperationCanceledException) when (!Test.Cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
