using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Results;
using Byob.Web.Storage;

namespace Byob.Web.Live;

/// <summary>What a drawing of a ledger is made from. The coordinator's thread only copies; all sorting and adding is done elsewhere.</summary>
/// <param name="Trouble">The bytes over which the job stopped, if it did.</param>
/// <param name="Done">In the order in which they came.</param>
/// <param name="Attempts">Ended ones, newest first.</param>
public sealed record LedgerCopy(
    JobId Job,
    DateTimeOffset At,
    long Length,
    long DiscardedBytes,
    ByteRange? Trouble,
    DoneChunk[] Done,
    LeaseCopy[] Leases,
    FreeCopy[] Free,
    AttemptView[] Attempts,
    ProofDiscard[] Discards,
    Dictionary<WorkerId, (string Name, int Colour)> Faces)
{
    /// <summary>The coordinator's thread only.</summary>
    public static LedgerCopy Of(MasterState state, LiveJob job)
    {
        var faces = new Dictionary<WorkerId, (string Name, int Colour)>();
        foreach (var worker in state.Roster.Entries)
            faces[worker.Identity.Id] = (worker.Identity.Name, worker.Colour);
        return new LedgerCopy(
            job.Id,
            state.Now,
            job.Ledger.Length,
            job.DiscardedBytes,
            job.Trouble,
            [.. job.Done],
            [.. job.Ledger.Leases.Select(LeaseCopy.Of)],
            [.. job.Ledger.Free.Select(gap => new FreeCopy(gap.Range, gap.Attempts))],
            [.. job.Attempts],
            [.. job.Discards],
            faces);
    }

    /// <summary>Paints and names a worker, whether it is still known or not.</summary>
    public (string Name, int Colour) Face(WorkerId id, string fallback) =>
        Faces.TryGetValue(id, out var face) ? face : (fallback, (int)((uint)id.Value.GetHashCode() % MasterState.Colours));
}
