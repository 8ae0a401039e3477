using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Byob.Shared.Hubs;
using Byob.Web.Hosting;
using Byob.Web.Party;
using Byob.Worker.Counting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Byob.Web.Discovery;

/// <summary>
/// Tells machines on the same network, when they ask, that there is a party and at which port. It says nothing unasked, nothing to the internet, no more
/// than it was sent, and no more often than a few times a second.
/// </summary>
internal sealed partial class PartyAnnouncer(
    IServer server,
    IHostApplicationLifetime lifetime,
    IPartyIdentity party,
    PartyCertificate certificate,
    AnnouncePlace place,
    IOptions<HostingOptions> hosting,
    IOptions<PartyOptions> options,
    ILogger<PartyAnnouncer> logger) : BackgroundService
{
    private const int AnswersPerSecond = 20;

    private readonly Guid _master = Guid.CreateVersion7();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Announce)
            return;
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        await listening.Task.WaitAsync(stoppingToken);
        if (AnnouncedAddress.Of(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) is not { } address)
            return;

        using var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = AnswersPerSecond,
            TokensPerPeriod = AnswersPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
        using var four = Open(AddressFamily.InterNetwork, address);
        using var six = Open(AddressFamily.InterNetworkV6, address);
        if (four is null && six is null)
        {
            LogNotHeard(place.Port);
            return;
        }

        await Task.WhenAll(AnswerAsync(four, address, limiter, stoppingToken), AnswerAsync(six, address, limiter, stoppingToken));
    }

    private async Task AnswerAsync(Socket? socket, AnnouncedAddress address, RateLimiter limiter, CancellationToken stop)
    {
        if (socket is null)
            return;
        var datagram = new byte[PartyAnnouncement.DatagramBytes + 1];
        var anybody = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var heard = await socket.ReceiveFromAsync(datagram, SocketFlags.None, anybody, stop);
                if (PartyAnnouncement.ReadQuestion(datagram.AsSpan(0, heard.ReceivedBytes)) is { } nonce
                    && SourceAddress.IsPrivate(((IPEndPoint)heard.RemoteEndPoint).Address)
                    && limiter.AttemptAcquire().IsAcquired
                    && Answer(nonce, address).Write() is { } answer)
                    await socket.SendToAsync(answer, SocketFlags.None, heard.RemoteEndPoint, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Too long a datagram, or an asker that is gone: the next one is waited for.
            }
        }
    }

    private PartyAnnouncement Answer(string nonce, AnnouncedAddress address) => new(
        PartyAnnouncement.CurrentVersion, nonce, _master, party.Name, address.Scheme, address.Port, hosting.Value.PathBaseInForce,
        address.Scheme == Uri.UriSchemeHttps ? certificate.Fingerprint : null, ProtocolVersion.Current);

    /// <summary>Null when no network can be listened on.</summary>
    private Socket? Open(AddressFamily family, AnnouncedAddress address)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Two masters on one machine answer both.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (family == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, place.Port));
            var joined = NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .Select(network => network.GetIPProperties())
                .Count(network => TryListen(socket, network, address));
            if (joined > 0)
                return socket;
        }
        catch (SocketException)
        {
            // Said by the caller when the other family fails as well.
        }

        socket.Dispose();
        return null;
    }

    private static bool TryListen(Socket socket, IPInterfaceProperties network, AnnouncedAddress address)
    {
        if (network.UnicastAddresses.Select(unicast => unicast.Address).FirstOrDefault(own => own.AddressFamily == socket.AddressFamily && address.Covers(own)) is not { } mine)
            return false;
        try
        {
            if (socket.AddressFamily == AddressFamily.InterNetwork)
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(PartyAnnouncement.Group, mine));
            else
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(PartyAnnouncement.Group6, network.GetIPv6Properties().Index));
            return true;
        }
        catch (Exception fault) when (fault is SocketException or NetworkInformationException)
        {
            return false;
        }
    }

    [LoggerMessage(6101, LogLevel.Warning, "Machines on this network cannot find the party by themselves: UDP port {Port} is not to be had. They join with the address; Party:Announce=false ends this message")]
    private partial void LogNotHeard(int port);
}
