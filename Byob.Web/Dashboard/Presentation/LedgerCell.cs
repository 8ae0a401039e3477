using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Live;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>One drawn cell of the ledger's band.</summary>
/// <param name="Left">Where it begins, as a part of the whole (0 to 1).</param>
/// <param name="Filled">How much of the cell is counted, 0 to 1.</param>
public sealed record LedgerCell(ByteRange Range, SegmentState State, int Colour, double Left, double Width, double Filled, string Label);

/// <summary>Draws a ledger of any number of segments with a bounded number of cells.</summary>
public static class LedgerCells
{
    /// <summary>The most cells that a page gets, however finely the ledger is cut.</summary>
    public const int Most = 400;

    /// <summary>
    /// Neighbours that look the same become one cell; where there are still too many, the band is cut into equal slices, and each shows
    /// what most of its bytes are. No byte is left out, and none is shown twice.
    /// </summary>
    public static ImmutableArray<LedgerCell> Of(LedgerSnapshot ledger, int most = Most)
    {
        if (ledger.Length <= 0)
            return [];
        var runs = Runs(ledger.Segments);
        if (runs.Count > most)
            runs = Slices(ledger, most);
        return [.. runs.Select(run => Draw(run, ledger.Length))];
    }

    private static List<Run> Runs(ImmutableArray<LedgerSegment> segments)
    {
        var runs = new List<Run>(segments.Length);
        foreach (var segment in segments)
        {
            var run = new Run(segment.Range, segment.State, segment.Colour, segment.WorkerName, segment.Attempt, segment.CountedBytes, 1);
            // Leases are never joined: each has a progress of its own.
            if (runs is [.., var last] && last.State == run.State && run.State != SegmentState.Leased && last.Worker == run.Worker && last.Range.End == run.Range.Start)
                runs[^1] = last with { Range = new ByteRange(last.Range.Start, run.Range.End), Attempt = Math.Max(last.Attempt, run.Attempt), Chunks = last.Chunks + 1 };
            else
                runs.Add(run);
        }

        return runs;
    }

    private static List<Run> Slices(LedgerSnapshot ledger, int most)
    {
        var slices = new List<Run>(most);
        var at = 0;
        for (var i = 0; i < most; i++)
        {
            var range = new ByteRange(Cut(ledger.Length, i, most), Cut(ledger.Length, i + 1, most));
            if (range.IsEmpty)
                continue;
            while (at > 0 && ledger.Segments[at].Range.Start >= range.Start)
                at--;
            Dictionary<(SegmentState, int, string?), (long Bytes, int Chunks, long Counted, int Attempt)> share = [];
            for (; at < ledger.Segments.Length && ledger.Segments[at].Range.Start < range.End; at++)
            {
                var segment = ledger.Segments[at];
                var bytes = Math.Min(segment.Range.End, range.End) - Math.Max(segment.Range.Start, range.Start);
                if (bytes <= 0)
                    continue;
                var counted = Math.Clamp(segment.Range.Start + segment.CountedBytes - Math.Max(segment.Range.Start, range.Start), 0, bytes);
                var key = (segment.State, segment.Colour, segment.WorkerName);
                var so = share.GetValueOrDefault(key);
                share[key] = (so.Bytes + bytes, so.Chunks + 1, so.Counted + counted, Math.Max(so.Attempt, segment.Attempt));
            }

            at = Math.Max(0, at - 1);
            var ((state, colour, worker), largest) = share.MaxBy(pair => pair.Value.Bytes);
            slices.Add(new Run(range, state, colour, worker, largest.Attempt, largest.Bytes == 0 ? 0 : (long)((double)largest.Counted / largest.Bytes * range.Length), largest.Chunks));
        }

        return slices;
    }

    private static long Cut(long length, int slice, int slices) => (long)((Int128)length * slice / slices);

    private static LedgerCell Draw(Run run, long length)
    {
        var filled = run.State switch
        {
            SegmentState.Done => 1,
            SegmentState.Leased => Format.Fraction((double)run.Counted / run.Range.Length),
            _ => 0,
        };
        return new LedgerCell(run.Range, run.State, run.Colour, (double)run.Range.Start / length, (double)run.Range.Length / length, filled, Say(run, filled));
    }

    private static string Say(Run run, double filled)
    {
        var range = $"{Format.Range(run.Range)} ({Format.Bytes(run.Range.Length)})";
        var again = run.Attempt > 1 ? $", attempt {run.Attempt}" : "";
        return run.State switch
        {
            SegmentState.Done => $"{range}: done by {run.Worker}{(run.Chunks > 1 ? $" in {run.Chunks} chunks" : again)}",
            SegmentState.Leased => $"{range}: leased to {run.Worker}{again}, {Format.Percent(filled, 1)} counted",
            _ => $"{range}: free",
        };
    }

    private sealed record Run(ByteRange Range, SegmentState State, int Colour, string? Worker, int Attempt, long Counted, int Chunks);
}
