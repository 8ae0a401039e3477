using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <summary>
/// Drives the real scheduler and ledgers in virtual time with simulated workers, and checks all along what must always hold. A run depends on
/// its scenario alone.
/// </summary>
public sealed class PartySimulation
{
    internal static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);

    /// <summary>As often as the master looks for work on its own.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly List<SimulatedWorker> _workers = [];
    private readonly Dictionary<WorkerId, SimulatedWorker> _byId = [];
    private readonly Dictionary<JobId, RunningJob> _jobs = [];
    private readonly Dictionary<SubmissionOutcome, int> _outcomes = [];
    private readonly List<string> _parked = [];
    private readonly List<TimeSpan> _took = [];
    private readonly Watch _watch;
    private SimulatedMaster _master;
    private LeaseToken? _someToken;
    private int _session;
    private int _tokens;
    private int _waiting;
    private int _chunks;
    private int _steals;
    private int _speculations;
    private int _checks;
    private int _setAside;
    private int _mostAttempts;
    private double _available;
    private double _couldCount;
    private TimeSpan _integratedTo;
    private TimeSpan? _ideal;
    private ulong _fingerprint = 14695981039346656037;

    private PartySimulation(Scenario scenario)
    {
        _scenario = scenario;
        _random = new Random(scenario.Seed);
        _watch = new Watch(this);
        _master = new SimulatedMaster(this, 1, NewScheduler(1));
    }

    internal VirtualTime Time { get; } = new();

    internal long CountedBytes { get; set; }

    internal TimeSpan FirstByte => _scenario.FirstByte;

    internal TimeSpan LongestDelay => _scenario.LongestDelay;

    internal PartyScheduler Scheduler => _master.Scheduler;

    /// <exception cref="BrokenPropertyException">Something that must always hold did not.</exception>
    public static SimulationReport Run(Scenario scenario) => new PartySimulation(scenario).Run();

    internal static string TrueSha(ByteRange range) => $"{range.Start}-{range.End}";

    internal BrokenPropertyException Broken(string what) => new(_scenario.Seed, Time.Elapsed, what);

    internal void ToMaster(SimulatedWorker worker, Action<SimulatedMaster> message)
    {
        var session = worker.Session;
        var term = _master.Term;
        Time.After(Delay(), () =>
        {
            // What is on its way when a connection or a master ends is lost.
            if (worker.Session == session && session != 0 && _master.Term == term)
                Decide(() => message(_master));
        });
    }

    internal void ToWorker(SimulatedWorker worker, Action message)
    {
        var session = worker.Session;
        Time.After(Delay(), () => worker.Receive(session, message));
    }

    internal int Connect(SimulatedWorker worker)
    {
        Mix(worker.Id.Value.GetHashCode());
        return ++_session;
    }

    internal void Redial(SimulatedWorker worker) => Time.After(Between(0.05, 2), worker.Connect);

    /// <summary>The master ended a connection. A worker that stands still finds out when it wakes.</summary>
    internal void Cut(WorkerId id)
    {
        var worker = _byId[id];
        if (worker.Session != 0)
            worker.Disconnected();
    }

    internal void Note(SubmissionOutcome outcome) => _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;

    internal bool Lies(SimulatedWorker worker) => worker.Lies && _random.NextDouble() < _scenario.Liars.Share;

    internal string? FaultOf(SimulatedWorker worker, JobId job, ByteRange range)
    {
        if (_jobs[job].Terms.PoisonAt is { } poison && range.Start <= poison && poison < range.End)
            return $"Byte {poison} cannot be counted.";
        if (worker.IsBroken)
            return "This machine cannot count.";
        return _random.NextDouble() < _scenario.FailureShare ? "The disk hiccuped." : null;
    }

    /// <summary>What the machines could count together has changed.</summary>
    internal void Changed()
    {
        Integrate();
        _available = _workers.Sum(worker => worker.Available);
    }

    private SimulationReport Run()
    {
        for (var index = 0; index < _scenario.Workers; index++)
            AddWorker(index);
        foreach (var job in _scenario.Jobs)
            Submit(job);
        PlanTrouble(_scenario.ChurnPerMinute, Churn);
        PlanTrouble(_scenario.StallsPerMinute, Stall);
        PlanTrouble(_scenario.SlowdownsPerMinute, worker => worker.Slow(0.1 + (0.9 * _random.NextDouble())));
        PlanTrouble(_scenario.BreaksPerMinute, Break);
        PlanTrouble(_scenario.HoldsPerMinute, Hold);
        PlanRestarts();
        Tick();
        Time.After(HeartbeatInterval, TickSecond);

        while (_waiting > 0)
        {
            if (!Time.Next())
                throw Broken("Nothing happens any more, and jobs are not done.");
            if (Time.Elapsed > _scenario.Longest)
                throw Broken($"Not done: {string.Join("; ", _jobs.Values.Where(job => !job.Ended).Select(job => job.Describe()))}");
        }

        var makespan = Time.Elapsed;
        Integrate();
        foreach (var worker in _workers)
            worker.Die();
        return new SimulationReport(
            makespan, _ideal ?? makespan, _scenario.Jobs.Sum(job => job.Bytes), CountedBytes, _chunks, _steals, _speculations, _checks,
            _outcomes, _parked, _took, _setAside, _mostAttempts, _fingerprint);
    }

    private PartyScheduler NewScheduler(long term) => new(
        term,
        _scenario.Options,
        new WordGrid(job => _jobs[job].Ledger.Length),
        percent => _random.Next(100) < percent,
        () => new LeaseToken(term, new Guid(++_tokens, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));

    private void AddWorker(int index)
    {
        var (slowest, fastest) = _scenario.Rates;
        var rate = _scenario.ExactRates?[index] ?? slowest * Math.Pow(fastest / slowest, _random.NextDouble());
        var error = Math.Pow(_scenario.BenchmarkError, (2 * _random.NextDouble()) - 1);
        var worker = new SimulatedWorker(
            this, new WorkerId(new Guid(index + 1, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0)), rate, new WorkerCapacity(_random.Next(1, _scenario.MostSlots + 1), _scenario.Prefetch), rate * error)
        {
            Lies = index < _scenario.Liars.Workers,
            IsBroken = index >= _scenario.Liars.Workers && index < _scenario.Liars.Workers + _scenario.BrokenWorkers,
        };
        _workers.Add(worker);
        _byId.Add(worker.Id, worker);
        worker.Start();
    }

    private void Submit(SimulatedJob terms)
    {
        _waiting++;
        var id = new JobId(new Guid(_jobs.Count + 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        var job = new RunningJob(id, terms);
        _jobs.Add(id, job);
        Time.After(terms.At, () => Decide(() =>
        {
            job.SubmittedAt = Time.Elapsed;
            Scheduler.AddJob(job.Ledger, job.JobTerms, runnable: true);
        }));
    }

    private void PlanTrouble(double perMinute, Action<SimulatedWorker> trouble)
    {
        if (perMinute <= 0)
            return;
        var mean = 60 / (perMinute * _workers.Count);
        Time.After(TimeSpan.FromSeconds(-mean * Math.Log(1 - _random.NextDouble())), () =>
        {
            trouble(_workers[_random.Next(_workers.Count)]);
            PlanTrouble(perMinute, trouble);
        });
    }

    private void Churn(SimulatedWorker worker)
    {
        if (!worker.Alive)
            return;
        switch (_random.Next(3))
        {
            case 0:
                worker.LeavePolitely();
                break;
            case 1:
                // Killed: the system closes its connection.
                worker.Die();
                Time.After(Delay(), () => Decide(() => _master.Away(worker)));
                break;
            default:
                // Without power: only its silence tells.
                worker.Die();
                break;
        }

        Time.After(Between(1, 10), () =>
        {
            if (!worker.Alive)
                worker.Start();
        });
    }

    private void Stall(SimulatedWorker worker)
    {
        worker.Stall();
        Time.After(_scenario.LongestStall * _random.NextDouble(), worker.Wake);
    }

    private void Break(SimulatedWorker worker)
    {
        if (worker.Session == 0)
            return;
        worker.Disconnected();
        Time.After(Delay(), () => Decide(() => _master.Away(worker)));
    }

    private void Hold(SimulatedWorker worker)
    {
        var whole = new WorkerCapacity(Math.Max(1, _scenario.MostSlots), _scenario.Prefetch);
        worker.Change(new WorkerCapacity(_random.Next(2) == 0 ? 0 : 1, 0));
        Time.After(Between(1, 15), () => worker.Change(whole));
    }

    private void PlanRestarts()
    {
        if (_scenario.RestartsPerMinute <= 0)
            return;
        Time.After(TimeSpan.FromSeconds(-60 / _scenario.RestartsPerMinute * Math.Log(1 - _random.NextDouble())), () =>
        {
            Restart();
            PlanRestarts();
        });
    }

    /// <summary>The master dies and is started again, with what is in its journal: accepted ranges and reputations.</summary>
    private void Restart()
    {
        var before = _master.Scheduler;
        var scheduler = NewScheduler(_master.Term + 1);
        foreach (var worker in _workers)
        {
            if (before.ReputationOf(worker.Id) is { } reputation)
                scheduler.RecallReputation(worker.Id, reputation.Memory);
        }

        _master = new SimulatedMaster(this, _master.Term + 1, scheduler);
        foreach (var worker in _workers.Where(worker => worker.Session != 0))
            worker.Disconnected();
        Decide(() =>
        {
            foreach (var job in _jobs.Values.Where(job => job.SubmittedAt is not null && !job.Ended))
            {
                job.Reload();
                scheduler.AddJob(job.Ledger, job.JobTerms, runnable: true);
            }
        });
    }

    private void Tick()
    {
        Decide(() => { });
        Time.After(s_tick, Tick);
    }

    private void TickSecond()
    {
        Decide(_master.Tick);
        _watch.Look();
        if (_scenario.ForeignShare > 0 && _random.NextDouble() < _scenario.ForeignShare && _someToken is { } token)
        {
            var thief = _workers[_random.Next(_workers.Count)];
            if (thief.Session != 0 && Scheduler.FindLease(token) is { } lease && lease.Worker != thief.Id)
                ToMaster(thief, master => master.Submit(thief, token, lease.Range, "stolen"));
        }

        Time.After(HeartbeatInterval, TickSecond);
    }

    /// <summary>As the coordinator does: a step, then handing out, and what both decided goes out.</summary>
    private void Decide(Action step)
    {
        step();
        Apply();
        Scheduler.Assign(Time.Now);
        Apply();
    }

    private void Apply()
    {
        foreach (var effect in Scheduler.TakeEffects())
        {
            Mix(effect.GetType().Name.Length);
            Apply(effect);
        }
    }

    private void Apply(SchedulerEffect effect)
    {
        switch (effect)
        {
            case LeaseGranted(var lease):
                _chunks++;
                _speculations += lease.Kind == LeaseKind.Speculative ? 1 : 0;
                _checks += lease.Kind == LeaseKind.Check ? 1 : 0;
                _mostAttempts = Math.Max(_mostAttempts, lease.Attempt);
                _someToken = lease.Token;
                Mix(lease.Range.GetHashCode());
                Mix(lease.Worker.Value.GetHashCode());
                var (token, job, range) = (lease.Token, lease.Job, lease.Range);
                ToWorker(_byId[lease.Worker], () => _byId[lease.Worker].Assign(token, job, range));
                break;
            case LeaseRevoked(var worker, var revoked, _):
                ToWorker(_byId[worker], () => _byId[worker].Revoke(revoked));
                break;
            case ShrinkAsked(var worker, var asked, var end):
                ToWorker(_byId[worker], () => _byId[worker].Shrink(asked, end));
                break;
            case LeaseShrunk:
                _steals++;
                break;
            case RangeAccepted accepted:
                if (_jobs[accepted.Job].Accepted.Add(accepted.Range, accepted.Tally.Sha256, accepted.Tally.Worker, accepted.Tally.Attempt, accepted.Check) is { } overlap)
                    throw Broken(overlap);
                break;
            case RangeVerified verified:
                _jobs[verified.Job].Accepted.Verify(verified.Range);
                break;
            case RangeUndone undone:
                _jobs[undone.Job].Accepted.Remove(undone.Range);
                break;
            case WorkerSetAside:
                _setAside++;
                break;
            case JobCounted(var counted):
                Finish(_jobs[counted]);
                break;
            case JobParked(var parked, var reason, _):
                _parked.Add(reason);
                End(_jobs[parked]);
                break;
        }
    }

    private void Finish(RunningJob job)
    {
        if (job.Ended)
            return;
        if (job.Accepted.Gap() is { } gap)
            throw Broken($"The job is said to be counted, but {gap}.");
        foreach (var (range, sha, worker, _, check) in job.Accepted.All)
        {
            if (check == CheckState.Wanted)
                throw Broken($"The job is said to be counted, but {range} waits for its check.");
            if (sha != TrueSha(range) && (check == CheckState.Verified || job.Terms.Verification.Mode == VerificationMode.EveryChunk || !_byId[worker].Lies))
                throw Broken($"A wrong count of {range} was accepted from {worker}.");
        }

        _took.Add(Time.Elapsed - job.SubmittedAt!.Value);
        End(job);
        Scheduler.RemoveJob(job.Id, "It is done.", Time.Now);
    }

    private void End(RunningJob job)
    {
        job.Ended = true;
        _waiting--;
    }

    private TimeSpan Delay() => _scenario.LongestDelay * (0.1 + (0.9 * _random.NextDouble()));

    private TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * _random.NextDouble()));

    private void Integrate()
    {
        var seconds = (Time.Elapsed - _integratedTo).TotalSeconds;
        // What is counted twice on purpose is work as well.
        var total = (double)_scenario.Jobs.Sum(job => job.Verification.Mode == VerificationMode.EveryChunk ? 2 * job.Bytes : job.Bytes);
        if (_ideal is null && _couldCount + (_available * seconds) >= total && _available > 0)
            _ideal = _integratedTo + TimeSpan.FromSeconds((total - _couldCount) / _available);
        _couldCount += _available * seconds;
        _integratedTo = Time.Elapsed;
    }

    private void Mix(int value) => _fingerprint = (_fingerprint ^ (uint)value ^ (ulong)Time.Elapsed.Ticks) * 1099511628211;

    /// <summary>A job, with what was accepted of it.</summary>
    private sealed class RunningJob(JobId id, SimulatedJob terms)
    {
        public JobId Id => id;

        public SimulatedJob Terms => terms;

        public JobLedger Ledger { get; private set; } = new(id, terms.Bytes);

        public AcceptedRanges Accepted { get; } = new(terms.Bytes);

        public JobTerms JobTerms { get; } = new(new Guid(terms.Submitter, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0), terms.Priority, terms.WorkerCap, terms.Verification);

        public TimeSpan? SubmittedAt { get; set; }

        public bool Ended { get; set; }

        /// <summary>A new ledger with what is accepted.</summary>
        public void Reload()
        {
            Ledger = new JobLedger(id, terms.Bytes);
            foreach (var (range, sha, worker, attempt, check) in Accepted.All)
                Ledger.Restore(range, new Tally(default, worker, attempt, sha), check);
        }

        public string Describe() => string.Create(
            CultureInfo.InvariantCulture,
            $"job {id.Value}: free {Ledger.FreeBytes}, leased {Ledger.LeasedBytes}, done {Ledger.DoneBytes}, to check {Ledger.ToCheckBytes} of {Ledger.Length}, {Ledger.Leases.Count} leases");
    }
}
