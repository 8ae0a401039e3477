using System.Buffers;
using System.Collections.Concurrent;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Datasets;
using Byob.Web.Ledger;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Jobs;

/// <summary>Finds word ends in the files of datasets. Reads a few KiB around the cut, as far as it takes.</summary>
public sealed class FileCutAligner(IDatasetBytes bytes) : ICutAligner, IDisposable
{
    private const int WindowBytes = 64 * 1024;

    /// <summary>Longest UTF-8 sequence: so far back a code point may begin that ends at the wanted place.</summary>
    private const int LongestSequence = 4;

    private readonly ConcurrentDictionary<JobId, OpenFile> _open = new();

    /// <summary>Says which dataset a job counts; call before its first cut. A file that cannot be opened shows at that cut.</summary>
    public void Open(JobId job, DatasetId dataset)
    {
        Close(job);
        try
        {
            var handle = bytes.Open(dataset);
            _open[job] = new OpenFile(handle, RandomAccess.GetLength(handle), null);
        }
        catch (IOException fault)
        {
            _open[job] = new OpenFile(null, 0, fault.Message);
        }
    }

    public void Close(JobId job)
    {
        if (_open.TryRemove(job, out var file))
            file.Handle?.Dispose();
    }

    public Cut Align(JobId job, long wanted)
    {
        if (!_open.TryGetValue(job, out var file) || file.Handle is null)
            return new Cut(wanted, file?.Problem ?? "The dataset is not open. Resume the job to try again.");

        var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            return new Cut(FindBetweenWords(file.Handle, file.Length, wanted, window.AsSpan(0, WindowBytes)));
        }
        catch (IOException fault)
        {
            return new Cut(wanted, $"The dataset cannot be read: {fault.Message} Mend the disk, then resume the job.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    public void Dispose()
    {
        foreach (var job in _open.Keys)
            Close(job);
    }

    private static long FindBetweenWords(SafeFileHandle file, long length, long wanted, Span<byte> window)
    {
        var at = Math.Max(0, wanted - LongestSequence);
        while (at < length)
        {
            var read = RandomAccess.Read(file, window, at);
            if (read == 0)
                break;

            var rest = (ReadOnlySpan<byte>)window[..read];
            while (WordBoundary.FindAfter(rest) is var step and > 0)
            {
                at += step;
                if (at >= wanted)
                    return at;
                rest = rest[step..];
            }

            // The last bytes may begin a code point that the window cuts in two: they are read again.
            at += Math.Max(1, rest.Length - (LongestSequence - 1));
        }

        return length;
    }

    /// <param name="Problem">Why there is no handle.</param>
    private sealed record OpenFile(SafeFileHandle? Handle, long Length, string? Problem);
}
