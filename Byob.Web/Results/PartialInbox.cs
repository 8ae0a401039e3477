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
public sealed partial class PartialInbox(DataFolder folder, IOptions<ResultsOptions> options, ILogger<PartialInbox> logger)
{
    private readonly ResultsOptions _options = options.Value;

    /// <summary>Stores the partial of <paramref name="range"/>. Storing the same bytes again changes nothing.</summary>
    /// <exception cref="PartialFormatException">It is mangled, too large, or not of this range and these options.</exception>
    /// <exception cref="IOException">It could not be stored: no space, or the disk failed. The sender may try again later.</exception>
    public async Task<StoredPartial> StoreAsync(
        JobId job, ByteRange range, CountOptions options, IAsyncEnumerable<byte[]> frames, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(folder.Temporary, $"{Guid.CreateVersion7():N}.partial");
        try
        {
            var (sha256, length) = await ReceiveAsync(temporary, _options.LongestPartial(range.Length), frames, cancellationToken);
            var header = new PartialHeader(options, range.Length);
            var stored = await Task.Run(() => Examine(temporary, header, sha256, length, cancellationToken), cancellationToken);
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

    /// <summary>Reads a stored partial again, all of it: for a master that starts and wants to know what it has. Null when it is gone or broken.</summary>
    public async Task<StoredPartial?> FindAsync(JobId job, string sha256, ByteRange range, CountOptions options, CancellationToken cancellationToken)
    {
        var path = folder.PartialPath(job, sha256);
        try
        {
            var length = new FileInfo(path).Length;
            return await Task.Run(() => Examine(path, new PartialHeader(options, range.Length), sha256, length, cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is PartialFormatException or IOException or UnauthorizedAccessException)
        {
            LogBroken(job, range, fault.Message);
            return null;
        }
    }

    /// <summary>Whether there is a file of that name; what is in it is checked when it is merged.</summary>
    public bool Exists(JobId job, string sha256) => File.Exists(folder.PartialPath(job, sha256));

    /// <summary>Deletes all partials of a job. Nothing happens when it has none; what cannot be deleted is swept at the next start.</summary>
    public void DeleteJob(JobId job) => Delete(folder.JobFolder(job));

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

    private async Task<(string Sha256, long Length)> ReceiveAsync(
        string path, long longest, IAsyncEnumerable<byte[]> frames, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new GuardedStream(path, _options.KeepFreeBytes);
        long length = 0;
        await foreach (var frame in frames.WithCancellation(cancellationToken))
        {
            if (frame is null || frame.Length == 0 || frame.Length > _options.MaxFrameBytes)
                throw new PartialFormatException($"A frame of the partial has to have 1 to {_options.MaxFrameBytes} bytes, and one has {frame?.Length ?? 0}.");
            length += frame.Length;
            if (length > longest)
                throw new PartialFormatException($"The partial goes on beyond {longest} bytes, the most that its range can need.");
            hash.AppendData(frame);
            await file.WriteAsync(frame, cancellationToken);
        }

        file.FlushToDisk();
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private StoredPartial Examine(string path, PartialHeader header, string sha256, long length, CancellationToken cancellationToken)
    {
        // The words of this run are what is to be found out, so nothing is noted to compare them with but the hash.
        using var source = new PartialSource(new MergeRun(path, header, Words: 0, length, sha256));
        var top = new TopList(_options.TopWordsPerPartial);
        for (long entry = 0; source.Reader.Read(); entry++)
        {
            if ((entry & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            top.Add(source.Reader.Word, source.Reader.Count);
        }

        if (source.Hash != sha256)
            throw new PartialFormatException("The partial on the disk is not the one that was stored there.");
        var totals = source.Reader.Totals!.Value;
        return new StoredPartial(sha256, length, totals.TotalWords, totals.DistinctWords, top.ToArray(), top.Complete);
    }

    [LoggerMessage(4001, LogLevel.Debug, "Stored a partial of job {Job}, bytes {Range}: {Length} bytes, {DistinctWords} distinct words")]
    private partial void LogStored(JobId job, ByteRange range, long length, long distinctWords);

    [LoggerMessage(4005, LogLevel.Warning, "The partials in {Folder} are not wanted any more and cannot be deleted; the next start tries again")]
    private partial void LogNotDeleted(string folder, Exception fault);

    [LoggerMessage(4002, LogLevel.Warning, "A stored partial of job {Job}, bytes {Range}, cannot be used: {Fault}")]
    private partial void LogBroken(JobId job, ByteRange range, string fault);
}
