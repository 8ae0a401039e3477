using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Results;

/// <summary>
/// Takes partials in: bounded while they stream to the disk, checked whole before they count, safe on the disk when they do.
/// </summary>
public sealed partial class PartialInbox(DataFolder folder, IOptions<ResultsOptions> options, ILogger<PartialInbox> logger) : IDisposable
{
    private const string PackName = "pack";

    private readonly ResultsOptions _options = options.Value;
    private readonly DiskGuard _guard = new(folder.Temporary, options.Value.KeepFreeBytes);
    private readonly ConcurrentDictionary<JobId, PartialPack> _packs = new();

    /// <summary>Stores the partial of <paramref name="range"/>. Storing the same bytes again changes nothing.</summary>
    /// <exception cref="PartialFormatException">It is mangled, too large, or not of this range and these options.</exception>
    /// <exception cref="IOException">It could not be stored: no space, or the disk failed. The sender may try again later.</exception>
    public async Task<StoredPartial> StoreAsync(
        JobId job, ByteRange range, CountOptions options, IAsyncEnumerable<byte[]> frames, CancellationToken cancellationToken)
    {
        var header = new PartialHeader(options, range.Length);
        await using var incoming = Bounded(frames, _options.LongestPartial(range.Length), cancellationToken).GetAsyncEnumerator(cancellationToken);
        List<byte[]> held = [];
        var length = 0;
        while (await incoming.MoveNextAsync())
        {
            held.Add(incoming.Current);
            length += incoming.Current.Length;
            if (length > _options.ShortPartialBytes)
                return await StoreLongAsync(job, range, header, held, incoming, cancellationToken);
        }

        return await StoreShortAsync(job, range, header, held.Count == 1 ? held[0] : Join(held, length), cancellationToken);
    }

    /// <summary>Reads a stored partial again, all of it: for a master that starts and wants to know what it has. Null when it is gone or broken.</summary>
    public async Task<StoredPartial?> FindAsync(JobId job, string sha256, ByteRange range, CountOptions options, CancellationToken cancellationToken)
    {
        try
        {
            if (Locate(job, sha256) is { } place)
                return await Task.Run(() => Examine(place, new PartialHeader(options, range.Length), sha256, cancellationToken), cancellationToken);
            LogBroken(job, range, "It is gone.");
            return null;
        }
        catch (Exception fault) when (fault is PartialFormatException or IOException or UnauthorizedAccessException)
        {
            LogBroken(job, range, fault.Message);
            return null;
        }
    }

    /// <summary>Whether there is a partial of that hash; what is in it is checked when it is merged.</summary>
    public bool Exists(JobId job, string sha256) => Locate(job, sha256) is not null;

    /// <summary>Where a stored partial lies; null when it is gone.</summary>
    internal PartialPlace? Locate(JobId job, string sha256)
    {
        var file = new FileInfo(folder.PartialPath(job, sha256));
        return PackOf(job).Find(sha256) ?? (file.Exists ? new PartialPlace(file.FullName, null, file.Length) : null);
    }

    /// <summary>Deletes all partials of a job. Nothing happens when it has none; what cannot be deleted is swept at the next start.</summary>
    public void DeleteJob(JobId job)
    {
        if (_packs.TryRemove(job, out var pack))
            pack.Dispose();
        Delete(folder.JobFolder(job));
    }

    public void Dispose()
    {
        foreach (var pack in _packs.Values)
            pack.Dispose();
    }

    /// <summary>Deletes what was left of other jobs than these.</summary>
    public void DeleteAllBut(IReadOnlyCollection<JobId> jobs)
    {
        var kept = jobs.Select(folder.JobFolder).ToHashSet(StringComparer.Ordinal);
        foreach (var leftover in Directory.EnumerateDirectories(folder.Partials).Where(place => !kept.Contains(place)))
            Delete(leftover);
    }

    private void Delete(string jobFolder)
    {
        try
        {
            Directory.Delete(jobFolder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It has none.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(jobFolder, fault);
        }
    }

    /// <summary>The frames as they come, until one is too much.</summary>
    private async IAsyncEnumerable<byte[]> Bounded(IAsyncEnumerable<byte[]> frames, long longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long length = 0;
        await foreach (var frame in frames.WithCancellation(cancellationToken))
        {
            if (frame is null || frame.Length == 0 || frame.Length > _options.MaxFrameBytes)
                throw new PartialFormatException($"A frame of the partial has to have 1 to {_options.MaxFrameBytes} bytes, and one has {frame?.Length ?? 0}.");
            length += frame.Length;
            if (length > longest)
                throw new PartialFormatException($"The partial goes on beyond {longest} bytes, the most that its range can need.");
            yield return frame;
        }
    }

    private static byte[] Join(List<byte[]> frames, int length)
    {
        var whole = new byte[length];
        var at = 0;
        foreach (var frame in frames)
        {
            frame.CopyTo(whole, at);
            at += frame.Length;
        }

        return whole;
    }

    /// <summary>Checks a partial that is in memory, then packs it: what is mangled costs no disk.</summary>
    private async Task<StoredPartial> StoreShortAsync(JobId job, ByteRange range, PartialHeader header, byte[] partial, CancellationToken cancellationToken)
    {
        StoredPartial stored;
        using (var source = new PartialSource(new MemoryStream(partial, writable: false), header))
            stored = Examine(source, partial.Length, cancellationToken);
        _guard.Take(partial.Length);
        await PackOf(job).AddAsync(stored.Sha256, partial);
        LogStored(job, range, stored.Length, stored.DistinctWords);
        return stored;
    }

    /// <summary>Writes a partial as it comes, then reads it again and checks it.</summary>
    private async Task<StoredPartial> StoreLongAsync(
        JobId job, ByteRange range, PartialHeader header, List<byte[]> held, IAsyncEnumerator<byte[]> rest, CancellationToken cancellationToken)
    {
        var temporary = TemporaryPath();
        try
        {
            string sha256;
            long length = 0;
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            await using (var file = new GuardedStream(temporary, _options.KeepFreeBytes))
            {
                foreach (var frame in held)
                    await TakeAsync(frame);
                held.Clear();
                while (await rest.MoveNextAsync())
                    await TakeAsync(rest.Current);
                file.FlushToDisk();
                sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());

                ValueTask TakeAsync(byte[] frame)
                {
                    hash.AppendData(frame);
                    length += frame.Length;
                    return file.WriteAsync(frame, cancellationToken);
                }
            }

            var stored = await Task.Run(() => Examine(new PartialPlace(temporary, null, length), header, sha256, cancellationToken), cancellationToken);
            Directory.CreateDirectory(folder.JobFolder(job));
            File.Move(temporary, folder.PartialPath(job, sha256), overwrite: true);
            LogStored(job, range, stored.Length, stored.DistinctWords);
            return stored;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string TemporaryPath() => Path.Combine(folder.Temporary, $"{Guid.CreateVersion7():N}.partial");

    private PartialPack PackOf(JobId job) => _packs.GetOrAdd(job, static (id, folder) => new PartialPack(Path.Combine(folder.JobFolder(id), PackName)), folder);

    private StoredPartial Examine(PartialPlace place, PartialHeader header, string sha256, CancellationToken cancellationToken)
    {
        using var source = new PartialSource(place, header);
        var stored = Examine(source, place.Length, cancellationToken);
        return stored.Sha256 == sha256 ? stored : throw new PartialFormatException("The partial on the disk is not the one that was stored there.");
    }

    private StoredPartial Examine(PartialSource source, long length, CancellationToken cancellationToken)
    {
        var top = new TopList(_options.TopWordsPerPartial);
        for (long entry = 0; source.Reader.Read(); entry++)
        {
            if ((entry & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            top.Add(source.Reader.Word, source.Reader.Count);
        }

        var totals = source.Reader.Totals!.Value;
        return new StoredPartial(source.Hash, length, totals.TotalWords, totals.DistinctWords, top.ToArray(), top.Complete);
    }

    [LoggerMessage(4001, LogLevel.Debug, "Stored a partial of job {Job}, bytes {Range}: {Length} bytes, {DistinctWords} distinct words")]
    private partial void LogStored(JobId job, ByteRange range, long length, long distinctWords);

    [LoggerMessage(4005, LogLevel.Warning, "The partials in {Folder} are not wanted any more and cannot be deleted; the next start tries again")]
    private partial void LogNotDeleted(string folder, Exception fault);

    [LoggerMessage(4002, LogLevel.Warning, "A stored partial of job {Job}, bytes {Range}, cannot be used: {Fault}")]
    private partial void LogBroken(JobId job, ByteRange range, string fault);
}
