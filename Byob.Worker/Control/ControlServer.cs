using System.Net.Sockets;
using System.Text.Json;

namespace Byob.Worker.Control;

/// <summary>Answers the commands of the machine's owner while the worker runs.</summary>
/// <param name="answer">What to say to a request.</param>
/// <param name="say">Takes a sentence for people when nobody can be answered.</param>
internal sealed class ControlServer(string path, Func<ControlRequest, Task<WorkerReport>> answer, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private const int Waiting = 16;

    /// <summary>Answers until cancelled; does not fault.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (ControlSocket.EndPoint(path) is not { } place)
        {
            say($"byob status, pause, resume and finish cannot reach this worker: {path} is too long for a socket. Give it a shorter folder with --state.");
            return;
        }

        using var listener = ControlSocket.New();
        try
        {
            // The folder is locked by this process, so what lies there is left over from a process that was killed.
            File.Delete(path);
            listener.Bind(place);
            listener.Listen(Waiting);
            while (true)
                _ = ServeAsync(await listener.AcceptAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            say($"byob status, pause, resume and finish cannot reach this worker: {e.Message}");
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var owned = socket;
        using var late = new CancellationTokenSource(s_patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (await ControlSocket.ReadLineAsync(socket, over.Token) is { } line)
            {
                if (JsonSerializer.Deserialize<ControlRequest>(line.Span, ControlJson.Line) is not { } request)
                    return;
                await ControlSocket.WriteLineAsync(socket, JsonSerializer.SerializeToUtf8Bytes(await answer(request), ControlJson.Line), over.Token);
                late.CancelAfter(s_patience);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or JsonException)
        {
            // Whoever asked is gone, or is no byob.
        }
    }
}
