using System.Net.Sockets;

namespace Byob.Worker.Control;

/// <summary>
/// The socket in the state folder by which commands reach the worker that runs there. The folder is its owner's alone, and so is the socket;
/// nothing of it is on the network.
/// </summary>
internal static class ControlSocket
{
    public const int LongestLine = 256 << 10;

    public static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <returns>Null when the path is longer than the system lets a socket have (about 100 bytes).</returns>
    public static UnixDomainSocketEndPoint? EndPoint(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>One line, without its end; null when the other side ends before it, or says more than <see cref="LongestLine"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadLineAsync(Socket socket, CancellationToken cancellationToken)
    {
        var line = new byte[1024];
        for (var length = 0; ;)
        {
            if (length == line.Length)
            {
                if (length >= LongestLine)
                    return null;
                Array.Resize(ref line, length * 2);
            }

            var read = await socket.ReceiveAsync(line.AsMemory(length), cancellationToken);
            if (read == 0)
                return null;
            var end = line.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0)
                return line.AsMemory(0, length + end);
            length += read;
        }
    }

    public static async Task WriteLineAsync(Socket socket, byte[] json, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = (byte[])[.. json, (byte)'\n'];
        while (!rest.IsEmpty)
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
    }
}
