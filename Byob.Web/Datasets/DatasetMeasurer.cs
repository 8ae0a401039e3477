using System.Buffers;
using System.Security.Cryptography;
using Byob.Web.Storage;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Reads a whole file in the background to learn its SHA-256: files of the folder, and uploads that a restart interrupted.</summary>
internal sealed class DatasetMeasurer(DatasetStore store, DatasetBook book, DatasetFolder folder, DatasetWork work)
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Measures a dataset in state <see cref="DatasetState.Measuring"/> and calls it ready, or broken.</summary>
    public void Start(DatasetEntry entry) => work.Start(entry.Id, token => MeasureAsync(entry, token));

    private async Task MeasureAsync(DatasetEntry entry, CancellationToken cancellationToken)
    {
        var isFolder = entry.View.Source == DatasetSource.Folder;
        try
        {
            var path = isFolder ? folder.Find(entry.FolderPath!)?.FullName : store.IncomingPath(entry.Id);
            if (path is null || Hash(entry, path, cancellationToken) is not { } sha256)
                await store.BreakAsync(entry.Id, DatasetSentences.Changed(entry.View.Name));
            else if (isFolder)
                await store.KeepInPlaceAsync(entry.Id, sha256);
            else
                await store.KeepAsync(entry.Id, sha256);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await store.BreakAsync(entry.Id, $"“{entry.View.Name}” could not be read: {fault.Message.TrimEnd('.')}. Delete it, then add it again.");
        }
    }

    /// <summary>Null when the file is not, or does not stay, as it was recorded.</summary>
    private string? Hash(DatasetEntry entry, string path, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        if (!IsAsRecorded(entry, handle))
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long offset = 0;
            for (int read; (read = RandomAccess.Read(handle, block, offset)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
                offset += read;
                book.Progress(entry.Id, offset);
            }

            return offset == entry.View.Length && IsAsRecorded(entry, handle) ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static bool IsAsRecorded(DatasetEntry entry, SafeFileHandle handle) =>
        RandomAccess.GetLength(handle) == entry.View.Length
        && (entry.FolderFileTime is not { } time || File.GetLastWriteTimeUtc(handle) == time.UtcDateTime);
}
