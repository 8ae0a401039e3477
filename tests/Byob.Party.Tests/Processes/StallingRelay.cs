using System.Net;
using System.Net.Sockets;

namespace Byob.Party.Tests.Processes;

/// <summary>A way to the master that lets through a number of bytes of one connection and then nothing more, until it is opened.</summary>
internal sealed class StallingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Uri _master;
    private readonly Task _accepting;
    private long _most;

    public StallingRelay(Uri master, long most)
    {
        (_master, _most) = (master, most);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Connections from now on are not held up.</summary>
    public void Open() => Volatile.Write(ref _most, long.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_over.Token);
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        try
        {
            using var master = new TcpClient();
            using (client)
            {
                await master.ConnectAsync(_master.Host, _master.Port, _over.Token);
                // Whoever hangs up first takes the other one along: a killed sender is noticed.
                await Task.WhenAny(CopyAsync(client.GetStream(), master.GetStream(), Volatile.Read(ref _most)), CopyAsync(master.GetStream(), client.GetStream(), long.MaxValue));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The test has ended, or one of the two has.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, long most)
    {
        var block = new byte[64 << 10];
        int read;
        // What is held back is read all the same, or the end of a killed sender would not be seen behind it.
        while ((read = await from.ReadAsync(block, _over.Token)) > 0)
        {
            await to.WriteAsync(block.AsMemory(0, (int)Math.Clamp(most, 0, read)), _over.Token);
            most -= read;
        }
    }
}
