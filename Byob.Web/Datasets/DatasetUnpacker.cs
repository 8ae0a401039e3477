using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Byob.Web.Storage;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>
/// Writes the text of a dataset in state <see cref="DatasetState.Unpacking"/>: its file or files are unpacked where they are packed, and put one
/// behind the other. Begun anew after a restart; the packed file stays until the text is whole.
/// </summary>
internal sealed class DatasetUnpacker(DatasetStore store, DatasetBook book, DatasetFolder folder, DatasetWork work, TimeProvider time)
{
    private const int BlockBytes = 1 << 20;

    public void Start(DatasetEntry entry) => work.Start(entry.Id, token => UnpackAsync(entry, token));

    /// <summary>Whether what was received is packed, or one of its files is.</summary>
    public bool IsNeeded(DatasetEntry entry)
    {
        using var file = File.OpenHandle(store.IncomingPath(entry.Id));
        Span<byte> head = stackalloc byte[PackingDetector.HeadBytes];
        foreach (var part in PartsOf(entry))
        {
            var read = RandomAccess.Read(file, head[..(int)Math.Min(head.Length, part.Length)], part.Offset);
            if (PackingDetector.Detect(head[..read]) != Packing.None)
                return true;
        }

        return false;
    }

    private static ImmutableArray<DatasetFile> PartsOf(DatasetEntry entry) =>
        entry.View.Files.Length > 0 ? entry.View.Files : [new DatasetFile(entry.FolderPath ?? entry.View.Name, 0, entry.View.Length, entry.FolderFileTime)];

    private async Task UnpackAsync(DatasetEntry entry, CancellationToken cancellationToken)
    {
        using var text = new IncomingFile(store.TextPath(entry.Id), durable: 0);
        string? problem;
        try
        {
            text.Open();
            var parts = PartsOf(entry);
            var files = new List<DatasetFile>();
            problem = await WriteAsync(entry, parts, text, files, cancellationToken);
            if (problem is null)
            {
                text.Flush();
                text.Close(time.GetUtcNow());
                var name = parts.Length == 1 ? PackingDetector.NameInside(entry.View.Name) : entry.View.Name;
                await store.KeepTextAsync(entry.Id, text.Sha256()!, name, text.Written, entry.View.Files.Length == 0 ? [] : [.. files]);
                return;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"“{entry.View.Name}” could not be unpacked: {fault.Message.TrimEnd('.')}. Make sure that the master's disk is well, then add it again.";
        }

        text.Dispose();
        await store.BreakAsync(entry.Id, problem);
        store.DeleteIncoming(entry.Id);
    }

    /// <summary>Answers why it cannot be; null when all is written.</summary>
    private async Task<string?> WriteAsync(DatasetEntry entry, ImmutableArray<DatasetFile> parts, IncomingFile text, List<DatasetFile> files, CancellationToken cancellationToken)
    {
        long before = 0;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            foreach (var part in parts)
            {
                if (files.Count > 0 && await AppendAsync(entry, text, new[] { DatasetFiles.Separator }, before) is { } full)
                    return full;
                var start = text.Written;
                if (!TryOpen(entry, part, out var file))
                    return DatasetSentences.Changed(part.Name);
                using (file)
                {
                    using var unpacker = Unpacker.Open(file, IsCopied(entry) ? 0 : part.Offset, part.Length);
                    for (int read; (read = unpacker.Read(block)) > 0;)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (text.Written == start && PackedInside(part.Name, block.AsSpan(0, read)) is { } nested)
                            return nested;
                        if (await AppendAsync(entry, text, block.AsMemory(0, read), before + unpacker.BytesRead) is { } refusal)
                            return refusal;
                    }

                    if (IsCopied(entry) && !IsAsListed(part, file))
                        return DatasetSentences.Changed(part.Name);
                }

                before += part.Length + 1;
                files.Add(new DatasetFile(PackingDetector.NameInside(part.Name), start, text.Written - start));
            }

            return text.Written > 0 ? null : $"“{entry.View.Name}” is empty inside: there is nothing in it to count. Delete it, and choose a file with text in it.";
        }
        catch (InvalidDataException fault)
        {
            return $"“{(files.Count < parts.Length ? parts[files.Count].Name : entry.View.Name)}” {fault.Message}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private async Task<string?> AppendAsync(DatasetEntry entry, IncomingFile text, ReadOnlyMemory<byte> bytes, long packedRead)
    {
        if (await store.GrowAsync(entry, text.Written + bytes.Length, packedRead) is { } refusal)
            return refusal.Sentence;
        text.Append(bytes.Span);
        book.Progress(entry.Id, Math.Min(packedRead, entry.View.Length));
        return null;
    }

    /// <summary>What would be counted as a text and is none.</summary>
    private static string? PackedInside(string name, ReadOnlySpan<byte> head)
    {
        if (PackingDetector.Detect(head) != Packing.None)
            return $"“{name}” is packed more than once. Unpack it, and send the text.";
        return head.Length > 262 && head[257..262].SequenceEqual("ustar"u8)
            ? $"“{name}” is an archive of several files (tar). Unpack it, and choose its files together: they become one dataset."
            : null;
    }

    private static bool IsCopied(DatasetEntry entry) => entry.View.Source == DatasetSource.FolderCopy;

    private static bool IsAsListed(DatasetFile part, SafeFileHandle file) =>
        RandomAccess.GetLength(file) == part.Length && File.GetLastWriteTimeUtc(file) == part.ChangedAt?.UtcDateTime;

    private bool TryOpen(DatasetEntry entry, DatasetFile part, [NotNullWhen(true)] out SafeFileHandle? file)
    {
        file = null;
        var path = IsCopied(entry) ? folder.Find(part.Name)?.FullName : store.IncomingPath(entry.Id);
        if (path is null || !File.Exists(path))
            return false;
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        if (!IsCopied(entry) || IsAsListed(part, file))
            return true;
        file.Dispose();
        return false;
    }
}
