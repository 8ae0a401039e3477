using System.Net;
using System.Net.Sockets;

namespace Byob.Benchmarks.Limits;

/// <summary>Stands between a worker and its master, and counts what travels each way: a measure that the worker has no part in.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port;
    private readonly Task _accepting;
    private long _toMaster;
    private long _toWorker;

    public TcpRelay(Uri master)
    {
        _port = master.Port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public long ToMaster => Interlocked.Read(ref _toMaster);

    public long ToWorker => Interlocked.Read(ref _toWorker);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task PassAsync(TcpClient worker)
    {
        using (worker)
        using (var master = new TcpClient())
        {
            try
            {
                await master.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                var (up, down) = (CopyAsync(worker, master, bytes => Interlocked.Add(ref _toMaster, bytes)), CopyAsync(master, worker, bytes => Interlocked.Add(ref _toWorker, bytes)));
                await Task.WhenAll(up, down);
            }
            catch (Exception over) when (over is IOException or SocketException or OperationCanceledException)
            {
                // One of the two is gone; the other notices when its connection ends.
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, Action<int> count)
    {
        var (source, target) = (from.GetStream(), to.GetStream());
        var buffer = new byte[BufferBytes];
        while (await source.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            count(read);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }
}
