using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>
/// Sorts words by count, most frequent first, ties in the order they came in. What does not fit into the memory bound
/// is sorted in runs on the disk. As words come in byte order, ties need no look at a word: the earlier run, the earlier place.
/// </summary>
/// <param name="folder">Where runs are written; the caller deletes it.</param>
internal sealed class CountSorter(string folder, ResultsOptions options) : IWordSink
{
    private readonly WordBatch _batch = new();
    private readonly List<string> _runs = [];
    private int _written;

    public long Count { get; private set; }

    /// <summary>Takes the next word; words come in byte order.</summary>
    public void Add(ReadOnlySpan<byte> word, long count)
    {
        if (!_batch.IsEmpty && !_batch.HasRoom(word.Length, options.SortMemoryBytes))
            Spill();
        _batch.Add(word, count);
        Count++;
    }

    /// <summary>Gives all words to <paramref name="sink"/>, sorted.</summary>
    public void WriteTo(IWordSink sink, CancellationToken cancellationToken)
    {
        if (_runs.Count == 0)
        {
            _batch.WriteTo(sink);
            return;
        }

        Spill();
        var runs = _runs;
        while (runs.Count > options.MergeFanIn)
            runs = runs.Chunk(options.MergeFanIn).Select(group => MergeToRun(group, cancellationToken)).ToList();
        Merge(runs, sink, cancellationToken);
    }

    private void Spill()
    {
        var path = NextPath();
        using var output = new GuardedStream(path, options.KeepFreeBytes);
        using var run = new CountRunWriter(output);
        _batch.WriteTo(run);
        _batch.Clear();
        _runs.Add(path);
    }

    private string MergeToRun(string[] runs, CancellationToken cancellationToken)
    {
        var path = NextPath();
        using var output = new GuardedStream(path, options.KeepFreeBytes);
        using var run = new CountRunWriter(output);
        Merge(runs, run, cancellationToken);
        return path;
    }

    /// <summary>Merges neighbouring runs, in the order in which their words came in, and deletes them.</summary>
    private static void Merge(IReadOnlyList<string> paths, IWordSink sink, CancellationToken cancellationToken)
    {
        var runs = paths.Select(path => new CountRunReader(path)).ToList();
        try
        {
            var next = new PriorityQueue<CountRunReader, (long Rarity, int Run)>(runs.Count);
            for (var run = 0; run < runs.Count; run++)
            {
                if (runs[run].Read())
                    next.Enqueue(runs[run], (-runs[run].Count, run));
            }

            for (long word = 0; next.TryPeek(out var reader, out var place); word++)
            {
                if ((word & 0xFFF) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                sink.Add(reader.Word, reader.Count);
                if (reader.Read())
                    next.DequeueEnqueue(reader, (-reader.Count, place.Run));
                else
                    next.Dequeue();
            }
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }

        foreach (var path in paths)
            File.Delete(path);
    }

    private string NextPath() => Path.Combine(folder, $"{_written++}.counts");
}
