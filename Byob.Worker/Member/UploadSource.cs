using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Byob.Shared.Hubs;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>The bytes that become a dataset: a file, or several one behind the other with a line end between.</summary>
internal sealed class UploadSource
{
    private const int BlockBytes = 512 << 10;
    private const byte LineEnd = (byte)'\n';

    private readonly List<(FileInfo File, long Start)> _files;

    private UploadSource(List<FileInfo> files)
    {
        var laid = new List<(FileInfo, long)>();
        foreach (var file in files)
        {
            laid.Add((file, Length));
            Length += file.Length + 1;
        }

        Length--;
        _files = laid;
    }

    /// <summary>In bytes, line ends between files included.</summary>
    public long Length { get; }

    public int Count => _files.Count;

    public string Name => Count == 1 ? _files[0].File.Name : $"{_files[0].File.Name} and {Count - 1} more";

    public IReadOnlyList<JoinedFile> Files => [.. _files.Select(laid => new JoinedFile(laid.File.Name, laid.File.Length))];

    /// <summary>The same for the same files by path, length and time of change: what was begun of these bytes is found under it.</summary>
    public string Key { get; private init; } = "";

    /// <exception cref="WorkerFaultException">A file is missing, no file, or unreadable; or all are empty.</exception>
    public static UploadSource Of(IReadOnlyList<string> paths)
    {
        var files = paths.Select(Find).ToList();
        if (files.All(file => file.Length == 0))
            throw Fault(files.Count == 1 ? $"{files[0].FullName} is empty: there is nothing in it to count." : "All of these files are empty: there is nothing in them to count.");
        return new UploadSource(files) { Key = KeyOf(files) };
    }

    /// <summary>Whether the files are still what was looked at in the beginning.</summary>
    public bool IsUnchanged() => KeyOf([.. _files.Select(laid => new FileInfo(laid.File.FullName))]) == Key;

    /// <summary>Writes all bytes from <paramref name="offset"/> on.</summary>
    /// <param name="progress">Takes the offset behind what was written last.</param>
    /// <exception cref="WorkerFaultException">A file has changed or cannot be read any more.</exception>
    public async Task CopyToAsync(Stream target, long offset, Action<long> progress, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            foreach (var (file, start) in _files.Where(laid => laid.Start + laid.File.Length >= offset))
            {
                // The line end belongs before each file but the first.
                if (start > 0 && offset == start - 1)
                {
                    block[0] = LineEnd;
                    await target.WriteAsync(block.AsMemory(0, 1), cancellationToken);
                    offset++;
                }

                await using var reader = Open(file);
                reader.Seek(offset - start, SeekOrigin.Begin);
                for (var left = start + file.Length - offset; left > 0;)
                {
                    var read = await ReadAsync(reader, block.AsMemory(0, (int)Math.Min(left, BlockBytes)), cancellationToken);
                    await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
                    left -= read;
                    offset += read;
                    progress(offset);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public static WorkerFaultException Changed(string name) => Fault($"{name} has changed while it was sent, so what has arrived is of no use. Send it again when nothing writes to it any more.");

    private static async Task<int> ReadAsync(FileStream reader, Memory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            var read = await reader.ReadAsync(block, cancellationToken);
            return read > 0 ? read : throw Changed(reader.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"{reader.Name} cannot be read: {e.Message}");
        }
    }

    private static FileInfo Find(string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path))
            throw Fault($"{file.FullName} is a folder. Name the files in it: they become one dataset.");
        if (!file.Exists)
            throw Fault($"There is no file {file.FullName}.");
        Open(file).Dispose();
        return file;
    }

    private static FileStream Open(FileInfo file)
    {
        try
        {
            return new FileStream(file.FullName, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan | FileOptions.Asynchronous, Share = FileShare.ReadWrite | FileShare.Delete });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"{file.FullName} cannot be read: {e.Message}");
        }
    }

    private static string KeyOf(IEnumerable<FileInfo> files)
    {
        var named = string.Concat(files.Select(file => $"{file.FullName}\n{(file.Exists ? file.Length : -1)}\n{(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)).AsSpan(0, 16));
    }

    private static WorkerFaultException Fault(string sentence) => new(sentence, needsHuman: false);
}
