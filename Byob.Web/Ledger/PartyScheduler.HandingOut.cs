namespace Byob.Web.Ledger;

/// <summary>Gives free bytes to workers with credit, and lets idle workers take from busy ones.</summary>
public sealed partial class PartyScheduler
{
    /// <summary>Hands out chunks while there are free bytes and workers with credit; when nothing is free, lets idle workers take from busy ones.</summary>
    public void Assign(DateTimeOffset now)
    {
        if (_pool.Hungry.Count == 0 || (!_changed && now - _rebalancedAt < RebalancePause))
            return;

        _changed = false;
        var idle = Feed(now);
        if (idle.Count > 0 && now - _rebalancedAt >= RebalancePause)
        {
            _rebalancedAt = now;
            Rebalance(idle, now);
        }
    }

    /// <summary>Why a worker has nothing to do.</summary>
    public IdleCause WhyIdle(ScheduledWorker worker)
    {
        if (worker.Reputation.SetAside is not null)
            return IdleCause.SetAside;
        if (!worker.Ready)
            return IdleCause.Away;
        if (worker.Capacity.Slots == 0)
            return IdleCause.Held;
        if (worker.Leases.Count > 0)
            return IdleCause.Busy;
        if (Queue.Count == 0)
            return IdleCause.EmptyQueue;
        var open = Queue.Where(job => job.Runnable && !job.Ledger.Finished).ToList();
        if (open.Count == 0)
            return IdleCause.JobsHeld;
        var admitted = open.FindAll(job => job.Admits(worker.Id));
        return admitted.Count == 0 ? IdleCause.CapReached : admitted.Select(job => _carver.WhyNot(job, worker)).Min();
    }

    /// <summary>Why a job does not move.</summary>
    public WaitCause WhyWaiting(ScheduledJob job)
    {
        if (!job.Runnable || job.Ledger.Finished || job.Ledger.Leases.Count > 0)
            return WaitCause.None;
        if (!_pool.Workers.Any(worker => worker.Ready))
            return WaitCause.NoWorkers;
        var takers = _pool.Workers.Where(worker => worker.Takes).ToList();
        if (takers.Count == 0)
            return WaitCause.NoneTakes;
        if (job.Ledger.FreeBytes == 0 && takers.TrueForAll(worker => job.Ledger.Unchecked.All(entry => entry.KnownTo(worker.Id))))
            return WaitCause.NeedsAnotherWorker;
        if (job.WaitsFor is not null)
            return WaitCause.Source;
        return Queue.Any(other => other != job && other.Ledger.Leases.Count > 0) ? WaitCause.Behind : WaitCause.Soon;
    }

    /// <summary>Idle workers look for work with others no more often than this.</summary>
    private static TimeSpan RebalancePause { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gives each worker with credit what is free for it, the least busy first.</summary>
    /// <returns>Workers with idle slots for which there was nothing.</returns>
    private List<ScheduledWorker> Feed(DateTimeOffset now)
    {
        var line = new PriorityQueue<ScheduledWorker, (bool InAdvance, double Load, double Slowness, Guid Id)>();
        foreach (var worker in _pool.Hungry)
            line.Enqueue(worker, Turn(worker));

        List<ScheduledWorker> idle = [];
        while (line.TryDequeue(out var worker, out _))
        {
            if (!FeedOne(worker, now))
            {
                if (worker.IdleSlots > 0)
                    idle.Add(worker);
            }
            else if (WorkerPool.IsHungry(worker))
            {
                line.Enqueue(worker, Turn(worker));
            }
        }

        return idle;
    }

    private static (bool InAdvance, double Load, double Slowness, Guid Id) Turn(ScheduledWorker worker) =>
        (worker.IdleSlots == 0, (double)worker.Leases.Count / worker.Capacity.Slots, -worker.SlotBytesPerSecond, worker.Id.Value);

    private bool FeedOne(ScheduledWorker worker, DateTimeOffset now)
    {
        foreach (var job in _queue.InTurn())
        {
            if (!job.Runnable || !job.Admits(worker.Id))
                continue;
            if (_carver.PickCheck(job, worker) is { } done)
            {
                GrantBeside(job, worker, done, now);
                return true;
            }

            var carved = _carver.Carve(job, worker);
            job.WaitsFor = carved.Waits;
            if (carved.Problem is { } problem)
                Park(job, problem, now);
            if (carved.Range is { } range)
            {
                Granted(job, worker, job.Ledger.Grant(_newToken(), worker.Id, range, now), now);
                return true;
            }
        }

        return false;
    }

    private void Rebalance(List<ScheduledWorker> idle, DateTimeOffset now)
    {
        foreach (var job in _queue.InTurn().Where(job => job.Runnable && job.Ledger.Leases.Count > 0).ToList())
        {
            foreach (var move in _rebalancer.Plan(job, idle, now))
            {
                switch (move)
                {
                    case RebalanceMove.Ask(var lease, var end):
                        Ask(lease, end, now);
                        break;
                    case RebalanceMove.Speculate(var lease, var worker):
                        GrantBeside(job, worker, lease.Entry, now);
                        break;
                }
            }

            idle.RemoveAll(worker => worker.IdleSlots == 0);
            if (idle.Count == 0)
                return;
        }
    }

    private void Ask(Lease lease, long end, DateTimeOffset now)
    {
        if (end > lease.Range.Start)
        {
            // A dataset that cannot be read parks its job at the next cut; here it only is not cut. A place that is not known yet will be at the next try.
            var cut = _aligner.AlignNear(lease.Job, end - Math.Min(end - lease.Range.Start, (lease.Range.End - end) / 4), end);
            if (cut is not { IsKnown: true, Position: var aligned } || lease.Range.End - aligned < _options.SmallestChunkBytes / 2)
                return;
            end = aligned;
        }

        lease.ShrinkAsked = end;
        lease.ShrinkAskedAt = now;
        _effects.Add(new ShrinkAsked(lease.Worker, lease.Token, end));
    }

    private void GrantBeside(ScheduledJob job, ScheduledWorker worker, LedgerRange entry, DateTimeOffset now) =>
        Granted(job, worker, job.Ledger.GrantBeside(_newToken(), worker.Id, entry, now), now);

    private void Granted(ScheduledJob job, ScheduledWorker worker, Lease lease, DateTimeOffset now)
    {
        Hold(job, worker, lease, now);
        _effects.Add(new LeaseGranted(lease));
    }

    private void Hold(ScheduledJob job, ScheduledWorker worker, Lease lease, DateTimeOffset now)
    {
        _jobOfToken.Add(lease.Token, job.Id);
        worker.Take(lease, now);
        job.Took(worker.Id);
        _pool.Update(worker);
        if (!job.Started)
        {
            job.Started = true;
            _effects.Add(new JobStarted(job.Id));
        }
    }
}
