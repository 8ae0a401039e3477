using Byob.Shared.Partials;

namespace Byob.Shared.Merging;

/// <summary>
/// Writes the words of shards in byte order and by count, on all cores: words go into buckets by where they lie in a sample, each bucket is
/// sorted by itself, and its lines are written when those before it are.
/// </summary>
public sealed class SortedWords : IDisposable
{
    /// <summary>What sorting takes for each word: a record, and its place by count.</summary>
    internal const int BytesPerWord = 24 + sizeof(long);

    private readonly IReadOnlyList<ShardTable> _tables;
    private readonly int _threads;
    private readonly WordBuckets _buckets;

    /// <summary>Where the lines of each bucket begin.</summary>
    private readonly long[] _bases;

    /// <param name="shards">Nobody adds any more; they are of no further use.</param>
    public SortedWords(WordShards shards, int threads)
    {
        _tables = shards.Tables;
        _threads = threads;
        _buckets = WordBuckets.Of(_tables, threads);
        _bases = new long[_buckets.Count + 1];
    }

    /// <summary>Writes <c>word, tab, count</c> lines in byte order.</summary>
    /// <param name="progress">Told of a fraction from 0 to 1, by one thread at a time.</param>
    /// <returns>What was written.</returns>
    public PartialTotals WriteByWord(Stream output, IProgress<double> progress, CancellationToken cancellationToken)
    {
        long total = 0;
        OrderedPieces.Run(
            _buckets.Count,
            _threads,
            () => new BucketSort(_tables),
            (bucket, sort) => sort.Sort(_buckets.Records(bucket)),
            (bucket, sort) =>
            {
                output.Write(sort.Lines);
                total = checked(total + sort.Words);
                _bases[bucket + 1] = _bases[bucket] + sort.Lines.Length;
                progress.Report((bucket + 1.0) / _buckets.Count);
            },
            cancellationToken);
        return new PartialTotals(_buckets.Words, total);
    }

    /// <summary>Writes the lines most frequent first, ties in byte order.</summary>
    /// <param name="byWord">The file that <see cref="WriteByWord"/> wrote.</param>
    public void WriteByCount(string byWord, Stream output, IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (_buckets.Words == 0)
            return;
        var order = CountOrder.Of(_buckets, _bases, _threads);
        using var lines = new MappedLines(byWord);
        var pieces = (order.Length + MappedLines.Piece - 1) / MappedLines.Piece;
        OrderedPieces.Run(
            pieces,
            _threads,
            () => new LineBuffer(),
            (piece, buffer) => lines.Copy(order.Span.Slice(piece * MappedLines.Piece, Math.Min(MappedLines.Piece, order.Length - piece * MappedLines.Piece)), buffer),
            (piece, buffer) =>
            {
                output.Write(buffer.Lines);
                progress.Report((piece + 1.0) / pieces);
            },
            cancellationToken);
        order.Free();
    }

    public void Dispose() => _buckets.Free();
}
