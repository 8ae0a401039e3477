using System.Buffers;
using System.Collections.Concurrent;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Datasets;
using Byob.Web.Ledger;

namespace Byob.Web.Jobs;

/// <summary>Finds word ends in the files of datasets. Reads a few KiB around the cut, as far as it takes.</summary>
public sealed class FileCutAligner(IDatasetBytes bytes) : ICutAligner, IDisposable
{
    private const int WindowBytes = 64 * 1024;

    /// <summary>Longest UTF-8 sequence: so far back a code point may begin that ends at the wanted place.</summary>
    private const int LongestSequence = 4;

    private readonly ConcurrentDictionary<JobId, OpenFile> _open = new();

    /// <summary>Says which dataset a job counts; call before its first cut.</summary>
    /// <returns>Null, or a sentence that says why it cannot be read. It shows at the first cut too.</returns>
    public string? Open(JobId job, DatasetId dataset)
    {
        Close(job);
        try
        {
            _open[job] = new OpenFile(bytes.OpenReader(dataset), null);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _open[job] = new OpenFile(null, fault.Message);
            return fault.Message;
        }
    }

    /// <summary>Null, or a sentence that says why the dataset cannot be read now.</summary>
    public string? ProblemOf(DatasetId dataset)
    {
        try
        {
            bytes.OpenReader(dataset).Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    public void Close(JobId job)
    {
        if (_open.TryRemove(job, out var file))
            file.Reader?.Dispose();
    }

    public Cut Align(JobId job, long wanted)
    {
        if (!_open.TryGetValue(job, out var file) || file.Reader is null)
            return new Cut(wanted, file?.Problem ?? "The dataset is not open. Resume the job to try again.");

        var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            return FindBetweenWords(file.Reader, wanted, window.AsSpan(0, WindowBytes)) is { } position
                ? new Cut(position)
                : new Cut(wanted, $"From byte {wanted:N0} on there is one word of more than {WordCounter.LongestWord >> 20} MiB. That is no text, and cannot be counted.");
        }
        catch (IOException fault)
        {
            return new Cut(wanted, $"The dataset cannot be read: {fault.Message} Mend that, then resume the job.");
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

    /// <summary>Null when the word at <paramref name="wanted"/> is longer than words may be: the rest of a huge file is not searched for its end.</summary>
    private static long? FindBetweenWords(IDatasetReader file, long wanted, Span<byte> window)
    {
        var length = file.Length;
        var at = Math.Max(0, wanted - LongestSequence);
        while (at < length)
        {
            if (at - wanted > WordCounter.LongestWord)
                return null;
            var read = file.Read(window, at);
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

    /// <param name="Problem">Why there is no reader.</param>
    private sealed record OpenFile(IDatasetReader? Reader, string? Problem);
}
