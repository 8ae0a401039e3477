using System.Net.Sockets;
using System.Text.Json;
using Byob.Worker.Settings;

namespace Byob.Worker.Control;

/// <summary>Asks the worker that runs with a state folder.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _time;

    private ControlClient(Socket socket, TimeProvider time) => (_socket, _time) = (socket, time);

    /// <summary>Null when no worker runs there.</summary>
    public static async Task<ControlClient?> ConnectAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        if (ControlSocket.EndPoint(path) is not { } place || !File.Exists(path))
            return null;
        var socket = ControlSocket.New();
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            return new ControlClient(socket, time);
        }
        catch (SocketException)
        {
            // Left over from a worker that was killed.
            socket.Dispose();
            return null;
        }
    }

    /// <exception cref="WorkerFaultException">It does not answer.</exception>
    public async Task<WorkerReport> AskAsync(ControlVerb verb, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_patience, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await ControlSocket.WriteLineAsync(_socket, JsonSerializer.SerializeToUtf8Bytes(new ControlRequest(verb), ControlJson.Line), over.Token);
            if (await ControlSocket.ReadLineAsync(_socket, over.Token) is { } line && JsonSerializer.Deserialize<WorkerReport>(line.Span, ControlJson.Line) is { } report)
                return report;
            throw new WorkerFaultException("The worker ended before it answered.", needsHuman: false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkerFaultException("The worker runs and does not answer. If it stays so, stop its process and start it again.", needsHuman: false, e);
        }
        catch (SocketException e)
        {
            throw new WorkerFaultException("The worker ended before it answered.", needsHuman: false, e);
        }
        catch (JsonException e)
        {
            throw new WorkerFaultException("The worker that runs is of another version than this command. Start it again.", needsHuman: true, e);
        }
    }

    public void Dispose() => _socket.Dispose();
}
