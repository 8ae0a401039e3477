using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Web.Results;

/// <summary>
/// Merges any number of sorted runs with a bounded number of them open: while there are too many, some become one longer run on the disk.
/// </summary>
/// <param name="folder">Where longer runs are written; the caller deletes it.</param>
internal sealed class RunMerger(string folder, ResultsOptions options, IProgress<double> progress)
{
    private long _bytesRead;
    private long _bytesPlanned;
    private int _runs;

    public PartialTotals Merge(IReadOnlyList<MergeRun> runs, IWordSink sink, CancellationToken cancellationToken)
    {
        _bytesPlanned = Math.Max(1, Plan(runs));
        var waiting = new Queue<MergeRun>(runs);
        while (waiting.Count > options.MergeFanIn)
            waiting.Enqueue(MergeToRun(Take(waiting, Pass(waiting.Count)), cancellationToken));
        return MergeTo(Take(waiting, waiting.Count), sink, cancellationToken);
    }

    /// <summary>How many to merge into one, so that the last pass has all the files open that it may have.</summary>
    private int Pass(int runs) => Math.Min(options.MergeFanIn, runs - options.MergeFanIn + 1);

    private MergeRun MergeToRun(List<MergeRun> runs, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{_runs++}.run");
        var header = new PartialHeader(runs[0].Header.Options, runs[0].Header.CountedBytes);
        PartialTotals totals;
        using (var output = new GuardedStream(path, options.KeepFreeBytes))
        using (var writer = new PartialWriter(output, header))
        {
            totals = MergeTo(runs, writer, cancellationToken);
            writer.Complete();
        }

        foreach (var run in runs)
            File.Delete(run.Place.Path);
        return new MergeRun(new PartialPlace(path, null, new FileInfo(path).Length), header, totals.TotalWords);
    }

    private PartialTotals MergeTo(List<MergeRun> runs, IWordSink sink, CancellationToken cancellationToken)
    {
        var sources = new List<PartialSource>(runs.Count);
        try
        {
            foreach (var run in runs)
                sources.Add(new PartialSource(run, Advance));
            var totals = PartialMerger.Merge(sources.ConvertAll(source => source.Reader), sink, cancellationToken);
            if (!sources.TrueForAll(source => source.IsAsNoted()))
                throw new PartialFormatException("A run on the disk is not the one that was written.");
            return totals;
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private static List<MergeRun> Take(Queue<MergeRun> waiting, int count)
    {
        var taken = new List<MergeRun>(count);
        for (; count > 0; count--)
            taken.Add(waiting.Dequeue());
        return taken;
    }

    /// <summary>Bytes that all passes together read, if runs do not shrink by merging: what progress is measured by.</summary>
    private long Plan(IReadOnlyList<MergeRun> runs)
    {
        var waiting = new Queue<long>(runs.Select(run => run.Place.Length));
        var bytes = waiting.Sum();
        while (waiting.Count > options.MergeFanIn)
        {
            long merged = 0;
            for (var take = Pass(waiting.Count); take > 0; take--)
                merged += waiting.Dequeue();
            waiting.Enqueue(merged);
            bytes += merged;
        }

        return bytes;
    }

    private void Advance(int bytes)
    {
        _bytesRead += bytes;
        progress.Report(Math.Min(1, (double)_bytesRead / _bytesPlanned));
    }
}
