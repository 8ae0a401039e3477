using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>Ends leases: with a partial that counts, with one that does not, or without one.</summary>
public sealed partial class PartyScheduler
{
    /// <summary>Says whether the token is a live lease of this worker, without changing anything.</summary>
    public SettleVerdict Inspect(WorkerId id, LeaseToken token)
    {
        if (token.Term != Term)
            return SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease is of term {token.Term}; the master reigns in term {Term}.");
        if (!_jobOfToken.TryGetValue(token, out var job) || FindJob(job) is not { } entry)
            return SettleVerdict.Refused(SubmissionOutcome.JobOver, "The job of this lease is over.");
        if (entry.Ledger.Find(token) is { } lease)
        {
            return lease.Worker == id
                ? SettleVerdict.Live(lease)
                : SettleVerdict.Refused(SubmissionOutcome.Foreign, "The lease belongs to another worker.");
        }

        return entry.Ledger.EndOf(token) switch
        {
            { End: LeaseEnd.Accepted or LeaseEnd.Confirmed or LeaseEnd.Disagreed } => SettleVerdict.Refused(SubmissionOutcome.Duplicate, "The chunk is counted already."),
            { End: LeaseEnd.Superseded } => SettleVerdict.Refused(SubmissionOutcome.Late, "Another worker counted the same chunk and was first."),
            { } ended when !entry.Ledger.IsFree(ended.Range) => SettleVerdict.Refused(SubmissionOutcome.Overlapping, $"The lease has ended ({ended.End}), and others have its bytes now."),
            var ended => SettleVerdict.Refused(SubmissionOutcome.Stale, $"The lease has ended: {ended?.End}."),
        };
    }

    /// <summary>A partial is stored and sound: if its lease still lives, it counts.</summary>
    /// <param name="sha256">Of the partial; two workers that send the same found the same.</param>
    public SettleVerdict Settle(WorkerId id, LeaseToken token, string sha256, DateTimeOffset now)
    {
        var verdict = Inspect(id, token);
        if (verdict.Lease is not { } lease)
            return verdict;

        _changed = true;
        var job = FindJob(lease.Job)!;
        var reputation = _pool.ReputationOf(id)!;
        var range = lease.Range;
        if (_pool.Find(id) is { } worker && lease.StartedAt is { } started)
            worker.Measure(range.Length, now - started);
        var completion = job.Ledger.Complete(lease, sha256, lease.Kind != LeaseKind.Check && WantsCheck(job.Terms.Verification, reputation));
        reputation.Good();
        Dropped(job, lease, now);
        _effects.Add(new LeaseEnded(lease, completion.End, null));
        foreach (var rival in completion.Rivals)
        {
            End(rival, LeaseEnd.Superseded, "Another worker was first.", now);
            _effects.Add(new LeaseRevoked(rival.Worker, rival.Token, "Another worker was first with the same chunk."));
        }

        if (completion.Accepted is { } accepted)
            _effects.Add(new RangeAccepted(job.Id, range, accepted, lease.Entry.Check));
        if (completion.Verified)
            TakeVerdict(job, lease.Entry, completion, now);
        else if (lease.Entry.Disputed && lease.Entry.Tallies.Count >= _options.DisputeLimit)
            Park(job, $"Bytes {range.Start:N0} to {range.End:N0}: {lease.Entry.Tallies.Count} workers counted them, and no two found the same.", now, range);
        TellWhenCounted(job.Ledger);
        return verdict;
    }

    /// <summary>A lease comes back without a partial. Tokens that do not live are ignored.</summary>
    public void Fail(WorkerId id, LeaseToken token, LeaseEnd end, string reason, DateTimeOffset now)
    {
        if (Inspect(id, token).Lease is { } lease)
            End(lease, end, reason, now);
    }

    /// <summary>A holder answered where it stops. Answers to what was not asked are ignored.</summary>
    public void ShrinkAnswered(WorkerId id, LeaseToken token, long end, DateTimeOffset now)
    {
        if (Inspect(id, token).Lease is not { ShrinkAsked: { } asked } lease)
            return;
        _changed = true;
        lease.ShrinkAsked = null;
        if (end >= lease.Range.End)
            return;
        if (end != asked)
            End(lease, LeaseEnd.Failed, $"It was asked to stop at byte {asked:N0} and answered {end:N0}.", now);
        else
            Shrink(lease, end, now);
    }

    private void Shrink(Lease lease, long end, DateTimeOffset now)
    {
        var job = FindJob(lease.Job)!;
        foreach (var rival in lease.Entry.Leases.Where(rival => rival != lease).ToList())
        {
            // The holder answered after another one had begun with all of it: who is further goes on.
            var loser = rival.BytesCounted > lease.BytesCounted ? lease : rival;
            End(loser, LeaseEnd.Superseded, "Another worker is further with the same chunk.", now);
            _effects.Add(new LeaseRevoked(loser.Worker, loser.Token, "Another worker is further with the same chunk."));
            if (loser == lease)
                return;
        }

        if (end <= lease.Range.Start)
        {
            End(lease, LeaseEnd.Stolen, "It had not begun, and an idle worker takes it.", now);
            return;
        }

        var freed = new ByteRange(end, lease.Range.End);
        job.Ledger.Shrink(lease, end);
        _effects.Add(new LeaseShrunk(lease, freed));
    }

    private void End(Lease lease, LeaseEnd end, string reason, DateTimeOffset now)
    {
        _changed = true;
        var job = FindJob(lease.Job)!;
        job.Ledger.Abandon(lease, end, reason);
        Dropped(job, lease, now);
        _effects.Add(new LeaseEnded(lease, end, reason));
        if (end.IsFailure())
            Blame(lease.Worker, reputation => reputation.Bad(reason, _options));
        if (end.IsFailure() || end == LeaseEnd.Lost)
            ParkWhenPoisonous(job, lease, reason, now);
    }

    /// <summary>A lease is over: its worker has room again.</summary>
    private void Dropped(ScheduledJob job, Lease lease, DateTimeOffset now)
    {
        lease.ShrinkAsked = null;
        job.Dropped(lease.Worker);
        if (_pool.Find(lease.Worker) is not { } worker)
            return;
        worker.Drop(lease, now);
        _pool.Update(worker);
    }

    private void Blame(WorkerId id, Action<Reputation> how)
    {
        if (_pool.ReputationOf(id) is not { } reputation)
            return;
        var before = reputation.SetAside;
        how(reputation);
        if (_pool.Find(id) is { } worker)
            _pool.Update(worker);
        if (before is null && reputation.SetAside is { } reason)
            _effects.Add(new WorkerSetAside(id, reason));
    }

    private bool WantsCheck(Verification dial, Reputation reputation) => dial.Mode switch
    {
        VerificationMode.EveryChunk => true,
        VerificationMode.SpotCheck => reputation.GoodChecks < _options.TrustAfter || _draw(dial.Percent),
        _ => false,
    };

    /// <summary>Enough workers agree on a range: they are the better known for it, and who found something else is not trusted with anything unverified.</summary>
    private void TakeVerdict(ScheduledJob job, LedgerRange entry, Completion completion, DateTimeOffset now)
    {
        var standing = entry.Accepted!;
        var agreeing = entry.Tallies.Where(tally => tally.Sha256 == standing.Sha256).Select(tally => tally.Worker).Distinct().ToList();
        foreach (var worker in agreeing)
            _pool.ReputationOf(worker)?.Confirmed();
        _effects.Add(new RangeVerified(job.Id, entry.Range, agreeing.First(worker => worker != standing.Worker)));
        foreach (var odd in completion.Odd)
        {
            Blame(odd, reputation => reputation.Outvoted(_options));
            foreach (var (range, checks) in job.Ledger.Disown(odd))
            {
                DropChecks(job, checks, now);
                _effects.Add(new RangeUndone(job.Id, range, odd, "The worker was caught with a wrong count; its unverified chunks are counted again."));
            }
        }
    }

    private void DropChecks(ScheduledJob job, ImmutableArray<Lease> checks, DateTimeOffset now)
    {
        _changed = true;
        foreach (var check in checks)
        {
            Dropped(job, check, now);
            _effects.Add(new LeaseEnded(check, LeaseEnd.Revoked, "What it was to check is counted anew."));
            _effects.Add(new LeaseRevoked(check.Worker, check.Token, "The chunk is counted anew."));
        }
    }

    private void TellWhenCounted(JobLedger ledger)
    {
        if (ledger.Finished)
            _effects.Add(new JobCounted(ledger.Job));
    }

    private void ParkWhenPoisonous(ScheduledJob job, Lease lease, string reason, DateTimeOffset now)
    {
        var entry = lease.Entry;
        if (!job.Runnable)
            return;
        if (entry.Faults.Length >= _options.ChunkFailureLimit && !IsForAnother(job, entry))
        {
            var workers = entry.Faults.Select(fault => fault.Worker).Distinct().Count();
            Park(job, $"Bytes {lease.Range.Start:N0} to {lease.Range.End:N0} failed {entry.Faults.Length} times on {(workers == 1 ? "one worker" : $"{workers} workers")}, last with: {reason}", now, lease.Range);
        }
        else if (entry.Losses >= _options.ChunkLossLimit)
            Park(job, $"Bytes {lease.Range.Start:N0} to {lease.Range.End:N0}: {entry.Losses} workers in a row vanished while they counted them. Look at the machines, then resume the job.", now, lease.Range);
    }

    /// <summary>Whether too few different workers have failed with the bytes to blame these, and there is one more that may try.</summary>
    private bool IsForAnother(ScheduledJob job, LedgerRange entry) =>
        entry.Faults.Select(fault => fault.Worker).Distinct().Count() < _options.ChunkFailureLimit
        && _pool.Workers.Any(other => other.Reputation.SetAside is null && job.Admits(other.Id) && !entry.FailedOn(other.Id) && !entry.KnownTo(other.Id));

    private void Park(ScheduledJob job, string reason, DateTimeOffset now, ByteRange? trouble = null)
    {
        PauseJob(job.Id, "The job is parked.", now);
        _effects.Add(new JobParked(job.Id, reason, trouble));
    }

    private void RevokeAll(ScheduledJob job, string reason, DateTimeOffset now)
    {
        foreach (var lease in job.Ledger.Leases.OrderBy(lease => lease.Range.Start).ThenBy(lease => lease.Attempt).ToList())
        {
            End(lease, LeaseEnd.Revoked, reason, now);
            _effects.Add(new LeaseRevoked(lease.Worker, lease.Token, reason));
        }
    }
}
