using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Byob.Web.Storage;

namespace Byob.Web.Live;

/// <summary>Turns a job's ledger into what its page shows. The proof is recomputed from the done chunks, not read off the ledger's own sums.</summary>
/// <remarks>Runs on any thread but the coordinator's, for it sorts. Top words are added by <see cref="LedgerDesk"/>.</remarks>
public static class LedgerViews
{
    public static LedgerSnapshot Draw(LedgerCopy copy, long version)
    {
        var done = copy.Done.OrderBy(chunk => chunk.Start).ToList();
        return new LedgerSnapshot(copy.Job, version, copy.Length, Segments(copy, done), Proof(copy, done), Attempts(copy), TopWords: [], TopWordsExact: true)
        {
            Troubles = Troubles(copy),
        };
    }

    /// <summary>How many of the attempts that were thrown away touch each segment. Both in the order of the dataset.</summary>
    public static ImmutableArray<LedgerSegment> Mark(List<LedgerSegment> segments, IEnumerable<ByteRange> discarded)
    {
        segments.Sort((one, other) => one.Range.Start.CompareTo(other.Range.Start));
        var marks = new int[segments.Count + 1];
        var starts = segments.ConvertAll(segment => segment.Range.Start);
        foreach (var range in discarded)
        {
            if (segments.Count == 0 || range.IsEmpty)
                continue;
            marks[Math.Max(0, IndexOf(starts, range.Start))]++;
            marks[IndexOf(starts, range.End - 1) + 1]--;
        }

        var running = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            running += marks[i];
            if (running > 0)
                segments[i] = segments[i] with { Discarded = running };
        }

        return [.. segments];
    }

    private static int IndexOf(List<long> starts, long position)
    {
        var at = starts.BinarySearch(position);
        return at >= 0 ? at : ~at - 1;
    }

    private static ImmutableArray<LedgerSegment> Segments(LedgerCopy copy, List<DoneChunk> done)
    {
        var checks = copy.Leases.Where(lease => lease.Kind == LeaseKind.Check).ToLookup(lease => lease.Range.Start);
        List<LedgerSegment> segments = [.. done.Select(chunk => Done(copy, chunk, checks[chunk.Start].FirstOrDefault()))];
        foreach (var same in copy.Leases.Where(lease => lease.Kind != LeaseKind.Check).GroupBy(lease => lease.Range.Start))
            segments.Add(Leased(copy, [.. same.OrderBy(lease => lease.Kind).ThenBy(lease => lease.GrantedAt)]));
        segments.AddRange(copy.Free.Select(gap => new LedgerSegment(gap.Range, SegmentState.Free, null, null, 0, gap.Attempts, 0)));
        return Mark(segments, copy.Discards.Select(discard => new ByteRange(discard.Start, discard.End)));
    }

    private static LedgerSegment Done(LedgerCopy copy, DoneChunk chunk, LeaseCopy check)
    {
        var id = new WorkerId(chunk.WorkerId);
        var checking = check.Kind == LeaseKind.Check;
        return new LedgerSegment(new ByteRange(chunk.Start, chunk.End), SegmentState.Done, id, chunk.WorkerName, copy.Face(id, chunk.WorkerName).Colour, chunk.Attempt, chunk.End - chunk.Start)
        {
            BytesRead = chunk.End - chunk.Start,
            Took = chunk.DoneAt - chunk.LeasedAt,
            Check = chunk.Check switch
            {
                CheckState.Verified => SegmentCheck.Verified,
                _ when checking => SegmentCheck.Running,
                CheckState.Wanted => SegmentCheck.Wanted,
                _ => SegmentCheck.None,
            },
            Beside = checking ? copy.Face(check.Worker, "another worker").Name : chunk.VerifiedByName,
        };
    }

    /// <param name="leases">At the same bytes, the first count first. A holder whose range has just shrunk ends where its bytes end.</param>
    private static LedgerSegment Leased(LedgerCopy copy, List<LeaseCopy> leases)
    {
        var first = leases[0];
        var (name, colour) = copy.Face(first.Worker, "a worker that left");
        return new LedgerSegment(first.Range, SegmentState.Leased, first.Worker, name, colour, first.Attempt, first.BytesCounted)
        {
            BytesRead = first.BytesRead,
            Took = first.Told,
            Check = leases.Count > 1 ? SegmentCheck.Speculative : SegmentCheck.None,
            Beside = leases.Count > 1 ? copy.Face(leases[1].Worker, "another worker").Name : null,
        };
    }

    private static CoverProof Proof(LedgerCopy copy, List<DoneChunk> done)
    {
        long accepted = 0, overlap = 0, end = 0;
        foreach (var chunk in done)
        {
            overlap += Math.Max(0, Math.Min(end, chunk.End) - chunk.Start);
            accepted += Math.Max(0, chunk.End - Math.Max(end, chunk.Start));
            end = Math.Max(end, chunk.End);
        }

        return new CoverProof(copy.Length, accepted, overlap, done.Count, copy.DiscardedBytes);
    }

    private static ImmutableArray<AttemptView> Troubles(LedgerCopy copy)
    {
        if (copy.Trouble is not { } trouble)
            return [];
        return [.. from discard in copy.Discards
                   where discard.Start < trouble.End && discard.End > trouble.Start && discard.Outcome is not (nameof(LeaseEnd.Revoked) or nameof(LeaseEnd.GivenBack))
                   let worker = new WorkerId(discard.WorkerId)
                   select new AttemptView(
                       new ByteRange(discard.Start, discard.End), discard.Attempt, worker, discard.WorkerName, copy.Face(worker, discard.WorkerName).Colour, discard.Outcome, discard.Reason, discard.At, TimeSpan.Zero)];
    }

    private static ImmutableArray<AttemptView> Attempts(LedgerCopy copy)
    {
        var running = from lease in copy.Leases
                      orderby lease.GrantedAt descending, lease.Range.Start descending
                      let face = copy.Face(lease.Worker, "a worker that left")
                      select new AttemptView(
                          lease.Range, lease.Attempt, lease.Worker, face.Name, face.Colour, "Running", null, lease.GrantedAt, copy.At - lease.GrantedAt);
        return [.. running, .. copy.Attempts];
    }
}
