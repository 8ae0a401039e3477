using System.Net.WebSockets;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;

namespace Byob.Worker.Doctor;

/// <summary>Tries whether the way to the hub lets WebSockets through, as the worker's own connection would use them.</summary>
internal static class HubProbe
{
    public static async Task<Finding> LookAsync(Uri master, MasterTrust trust, string token, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = trust.Judge;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var http = new Uri(MasterAddress.AsBase(master), PartyRoutes.Hub);
        try
        {
            await socket.ConnectAsync(new UriBuilder(http) { Scheme = http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri, over.Token);
            return Finding.Good("Hub", "WebSockets get through.");
        }
        catch (Exception e) when (e is WebSocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Doubtful(
                "Hub", "WebSockets do not get through; the worker falls back to plain requests, which cost more and are slower to answer.", "A proxy between this machine and the master has to pass on the header Upgrade.");
        }
    }
}
