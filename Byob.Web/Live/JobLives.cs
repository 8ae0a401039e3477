using System.Security.Claims;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Party;

namespace Byob.Web.Live;

/// <summary>A job as a member's command line follows it: its state, who counts it, its proof and its top words, in one answer.</summary>
internal static class JobLives
{
    public static async Task<IResult> FindAsync(int number, ILiveParty live, IJobs jobs, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        // One snapshot, so that state and machines belong together.
        var party = live.Current;
        var job = party.Jobs.FirstOrDefault(job => job.Number == number) ?? await jobs.FindAsync(number, cancellationToken);
        return job is null
            ? JobsApi.NoSuchJob(number)
            : TypedResults.Ok(Of(job, party, await live.LedgerAsync(job.Id, cancellationToken), user.Actor()));
    }

    public static JobLive Of(JobView job, PartySnapshot party, LedgerSnapshot? ledger, Actor actor) => new(
        JobsApi.Status(job),
        job.SubmitterId == actor.MemberId,
        job.Remaining?.TotalSeconds,
        [.. from worker in party.Workers
            let chunks = worker.Leases.Count(lease => lease.Job == job.Id)
            where chunks > 0
            select new JobLive.Machine(worker.Name, worker.OwnerName, chunks, worker.BytesPerSecond)],
        ledger?.Proof is { } proof
            ? new JobLive.Cover(proof.DatasetBytes, proof.AcceptedBytes, proof.OverlapBytes, proof.Ranges, proof.DiscardedBytes, proof.Complete)
            : null,
        ledger is null ? [] : [.. ledger.TopWords.Select(word => new JobLive.Word(word.Word, word.Count))],
        ledger?.TopWordsExact ?? true);
}
