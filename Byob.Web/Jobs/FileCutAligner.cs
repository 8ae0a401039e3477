using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Ledger;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Jobs;

/// <summary>
/// Finds word ends in datasets. Of a file it reads a few KiB around the cut, as far as it takes; a text on the web is asked for them ahead of need,
/// and nobody waits here for its source.
/// </summary>
public sealed class FileCutAligner(IDatasetBytes bytes, TimeProvider time) : ICutAligner, IDisposable
{
    private const int WindowBytes = 64 * 1024;

    private readonly ConcurrentDictionary<JobId, OpenText> _open = new();
    private readonly Channel<bool> _answered = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has an item whenever sources on the web have answered, or failed to, since the last one was taken: waiting cuts are to be asked for again.</summary>
    public ChannelReader<bool> Answered => _answered.Reader;

    /// <summary>Says which dataset a job counts; call before its first cut.</summary>
    /// <returns>Null, or a sentence that says why it cannot be read. It shows at the first cut too.</returns>
    public string? Open(JobId job, DatasetId dataset)
    {
        Close(job);
        try
        {
            _open[job] = bytes.FindOnWeb(dataset) is { } text
                ? new OpenText(null, new SourceCuts(bytes, dataset, text, time, () => _answered.Writer.TryWrite(true)), null)
                : new OpenText(bytes.Open(dataset), null, null);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _open[job] = new OpenText(null, null, fault.Message);
            return fault.Message;
        }
    }

    /// <summary>Null, or a sentence that says why the dataset cannot be read now.</summary>
    public string? ProblemOf(DatasetId dataset)
    {
        try
        {
            if (bytes.FindOnWeb(dataset) is null)
                bytes.Open(dataset).Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }

    public void Close(JobId job)
    {
        if (_open.TryRemove(job, out var text))
            text.Dispose();
    }

    public Cut Align(JobId job, long wanted) => _open.GetValueOrDefault(job) switch
    {
        { File: { } file } => Find(file, wanted),
        { Cuts: { } cuts } => cuts.Judge(wanted),
        var text => new Cut(wanted, text?.Problem ?? "The dataset is not open. Resume the job to try again."),
    };

    public Cut AlignNear(JobId job, long from, long wanted) =>
        _open.GetValueOrDefault(job)?.Cuts is { } cuts ? cuts.Near(from, wanted) : Align(job, wanted);

    public void Dispose()
    {
        foreach (var job in _open.Keys)
            Close(job);
    }

    private static Cut Find(SafeFileHandle file, long wanted)
    {
        var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            var search = new CutSearch(wanted, RandomAccess.GetLength(file));
            while (search is { Place: null, Problem: null })
            {
                var read = RandomAccess.Read(file, window.AsSpan(0, WindowBytes), search.At);
                search.Feed(window.AsSpan(0, read));
            }

            return new Cut(search.Place ?? wanted, search.Problem);
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

    /// <summary>A file, or a text on the web, or the problem with either.</summary>
    private sealed record OpenText(SafeFileHandle? File, SourceCuts? Cuts, string? Problem) : IDisposable
    {
        public void Dispose()
        {
            File?.Dispose();
            Cuts?.Dispose();
        }
    }
}
