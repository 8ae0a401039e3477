using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Jobs;

/// <summary>Writes down what became of ranges: which count stands, who verified it, and what does not stand any more. Each runs on the coordinator's thread.</summary>
public static class RangeSteps
{
    /// <summary>A count stands for its range from now on, in place of the one before if there was one.</summary>
    public static void Accept(MasterState state, LiveJob job, RangeAccepted accepted)
    {
        if (job.TakeCandidate(accepted.Tally.Token) is not var (chunk, partial))
            return;

        if (job.FindDone(accepted.Range) is { } before)
        {
            // Its words are in the words so far already.
            job.TopWords.Doubt();
            Undo(state, job, before, "Outvoted", "Two other workers found something else in the same bytes.");
        }

        chunk.Check = accepted.Check;
        job.Accept(chunk);
        job.TopWords.Add(partial);
        var row = chunk.Copy();
        state.Journal.Add(context => context.InsertAsync(row));
    }

    /// <summary>Another worker found the same in the range.</summary>
    public static void Verify(MasterState state, LiveJob job, RangeVerified verified)
    {
        job.DropCandidates(verified.Range);
        if (job.FindDone(verified.Range) is not { } chunk)
            return;

        chunk.Check = CheckState.Verified;
        chunk.VerifiedById = verified.By.Value;
        chunk.VerifiedByName = state.Face(verified.By).Name;
        var (by, name) = (chunk.VerifiedById, chunk.VerifiedByName);
        state.Journal.Add(context => context.DoneChunks.Where(row => row.JobId == chunk.JobId && row.Start == chunk.Start).ExecuteUpdateAsync(update => update
            .SetProperty(row => row.Check, CheckState.Verified)
            .SetProperty(row => row.VerifiedById, by)
            .SetProperty(row => row.VerifiedByName, name)));
    }

    /// <summary>The ledger gave the range up: what stood for it does not count.</summary>
    public static void Undo(MasterState state, LiveJob job, RangeUndone undone)
    {
        job.DropCandidates(undone.Range);
        if (job.FindDone(undone.Range) is { } chunk)
        {
            job.TopWords.Doubt();
            Undo(state, job, chunk, "Distrusted", undone.Reason);
        }
    }

    /// <summary>A done chunk is none any more; its partial is kept for the proof as thrown away.</summary>
    /// <param name="outcome">In one word.</param>
    public static void Undo(MasterState state, LiveJob job, DoneChunk chunk, string outcome, string reason)
    {
        job.Undo(chunk);
        if (job.Record.State == JobState.Finishing)
            state.Move(job, JobState.Running, null);
        var worker = new WorkerId(chunk.WorkerId);
        DiscardSteps.Note(state, job, new ProofDiscard(
            chunk.Start, chunk.End, chunk.WorkerId, chunk.WorkerName, chunk.Attempt, outcome, reason, state.Now, chunk.End - chunk.Start));
        job.Remember(new AttemptView(
            new ByteRange(chunk.Start, chunk.End), chunk.Attempt, worker, chunk.WorkerName, state.Face(worker).Colour, outcome, reason, state.Now, TimeSpan.Zero));
        state.Journal.Add(context => JobSteps.DeleteAsync(context, context.DoneChunks.Where(row => row.JobId == chunk.JobId && row.Start == chunk.Start)));
    }
}
