using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Ledger;

namespace Byob.Web.Live;

/// <summary>Turns a job's ledger into what its page shows. The proof is recomputed from the done chunks, not read off the ledger's own sums.</summary>
/// <remarks>Top words are added by <see cref="LiveParty"/>, off the coordinator's thread.</remarks>
public static class LedgerViews
{
    public static LedgerSnapshot Of(MasterState state, LiveJob job, long version) => new(
        job.Id,
        version,
        job.Ledger.Length,
        Segments(state, job),
        Proof(job),
        Attempts(state, job),
        TopWords: [],
        TopWordsExact: true)
    {
        Troubles = Troubles(state, job),
    };

    private static ImmutableArray<AttemptView> Troubles(MasterState state, LiveJob job)
    {
        if (job.Trouble is not { } trouble)
            return [];
        return [.. from discard in job.Discards
                   where discard.Start < trouble.End && discard.End > trouble.Start && discard.Outcome is not (nameof(LeaseEnd.Revoked) or nameof(LeaseEnd.GivenBack))
                   let worker = new WorkerId(discard.WorkerId)
                   select new AttemptView(
                       new ByteRange(discard.Start, discard.End), discard.Attempt, worker, discard.WorkerName, state.Face(worker).Colour, discard.Outcome, discard.Reason, discard.At, TimeSpan.Zero)];
    }

    private static ImmutableArray<LedgerSegment> Segments(MasterState state, LiveJob job)
    {
        List<LedgerSegment> segments = [];
        foreach (var chunk in job.Done)
        {
            var id = new WorkerId(chunk.WorkerId);
            segments.Add(new LedgerSegment(
                new ByteRange(chunk.Start, chunk.End), SegmentState.Done, id, chunk.WorkerName, state.Face(id).Colour, chunk.Attempt, chunk.End - chunk.Start));
        }

        foreach (var lease in job.Ledger.Leases)
        {
            var (name, colour) = state.Face(lease.Worker);
            segments.Add(new LedgerSegment(lease.Range, SegmentState.Leased, lease.Worker, name, colour, lease.Attempt, lease.BytesCounted));
        }

        foreach (var gap in job.Ledger.Free)
            segments.Add(new LedgerSegment(gap.Range, SegmentState.Free, null, null, 0, gap.Attempts, 0));
        segments.Sort((one, other) => one.Range.Start.CompareTo(other.Range.Start));
        return [.. segments];
    }

    private static CoverProof Proof(LiveJob job)
    {
        long accepted = 0, overlap = 0, end = 0;
        foreach (var chunk in job.Done.OrderBy(chunk => chunk.Start))
        {
            overlap += Math.Max(0, Math.Min(end, chunk.End) - chunk.Start);
            accepted += Math.Max(0, chunk.End - Math.Max(end, chunk.Start));
            end = Math.Max(end, chunk.End);
        }

        return new CoverProof(job.Ledger.Length, accepted, overlap, job.Done.Count, job.DiscardedBytes);
    }

    private static ImmutableArray<AttemptView> Attempts(MasterState state, LiveJob job)
    {
        var running = from lease in job.Ledger.Leases
                      orderby lease.GrantedAt descending, lease.Range.Start descending
                      let face = state.Face(lease.Worker)
                      select new AttemptView(
                          lease.Range, lease.Attempt, lease.Worker, face.Name, face.Colour, "Running", null, lease.GrantedAt, state.Now - lease.GrantedAt);
        return [.. running, .. job.Attempts];
    }
}
