using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Byob.Shared.Hubs;

namespace Byob.Worker.Discovery;

/// <summary>Asks the networks that this machine is on whether there is a party, and gathers what answers.</summary>
/// <param name="port">UDP port of the question.</param>
/// <param name="onlyFrom">The one address of this machine to ask from; null: all of them.</param>
internal sealed class PartySearch(TimeProvider time, int port = PartyAnnouncement.QuestionPort, IPAddress? onlyFrom = null)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A datagram may get lost, so each is sent so often.</summary>
    private const int Tries = 3;

    private const int MostAnswers = 100;

    /// <summary>Listens for the whole patience, unless enough parties have answered: anybody may.</summary>
    /// <param name="enough">Ends the search early.</param>
    public async Task<IReadOnlyList<FoundParty>> FindAsync(CancellationToken cancellationToken, int enough = MostAnswers)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var answers = new ConcurrentQueue<FoundParty>();
        using var late = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var sockets = Open().ToList();
        try
        {
            await Task.WhenAll(sockets.Select(one => AskAsync(one.Socket, one.Group, nonce, answers, enough, over)));
        }
        finally
        {
            foreach (var (socket, _) in sockets)
                socket.Dispose();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return FoundParty.Distinct(answers);
    }

    private async Task AskAsync(Socket socket, IPEndPoint group, string nonce, ConcurrentQueue<FoundParty> answers, int enough, CancellationTokenSource over)
    {
        var asking = RepeatAsync(socket, group, PartyAnnouncement.Question(nonce), over.Token);
        var datagram = new byte[PartyAnnouncement.DatagramBytes];
        var anybody = new IPEndPoint(group.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            while (answers.Count < enough)
            {
                var heard = await socket.ReceiveFromAsync(datagram, SocketFlags.None, anybody, over.Token);
                if (PartyAnnouncement.Read(datagram.AsSpan(0, heard.ReceivedBytes), nonce) is { } announced
                    && FoundParty.Of(announced, ((IPEndPoint)heard.RemoteEndPoint).Address) is { } found)
                    answers.Enqueue(found);
            }

            await over.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The time is over, or this network cannot be asked: the others may.
        }

        await asking;
    }

    private async Task RepeatAsync(Socket socket, IPEndPoint group, byte[] question, CancellationToken over)
    {
        try
        {
            for (var i = 0; i < Tries; i++)
            {
                await socket.SendToAsync(question, SocketFlags.None, group, over);
                await Task.Delay(Patience / (Tries + 1), time, over);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // As above.
        }
    }

    /// <summary>A socket for each network that can be asked.</summary>
    private IEnumerable<(Socket Socket, IPEndPoint Group)> Open()
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown))
        {
            var properties = network.GetIPProperties();
            foreach (var address in properties.UnicastAddresses.Select(unicast => unicast.Address).Where(address => onlyFrom is null || address.Equals(onlyFrom)))
            {
                if (Open(address, properties) is { } socket)
                    yield return (socket, new IPEndPoint(address.AddressFamily == AddressFamily.InterNetworkV6 ? PartyAnnouncement.Group6 : PartyAnnouncement.Group, port));
            }
        }
    }

    private static Socket? Open(IPAddress address, IPInterfaceProperties properties)
    {
        if (address.IsIPv6LinkLocal || address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return null;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // From one address and no other, and not over a router.
            socket.Bind(new IPEndPoint(address, 0));
            if (address.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, address.GetAddressBytes());
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 1);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, properties.GetIPv6Properties().Index);
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, 1);
            }

            return socket;
        }
        catch (Exception e) when (e is SocketException or NetworkInformationException)
        {
            socket.Dispose();
            return null;
        }
    }
}
