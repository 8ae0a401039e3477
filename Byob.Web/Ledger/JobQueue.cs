using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Unfinished jobs in the order in which they are served: by priority, then, as the options say, evenly over their submitters or as they came.</summary>
internal sealed class JobQueue(SchedulerOptions options)
{
    private readonly List<ScheduledJob> _jobs = [];
    private readonly Dictionary<JobId, ScheduledJob> _byId = [];
    private long _sequence;

    /// <summary>By priority, then as they came.</summary>
    public IReadOnlyList<ScheduledJob> Jobs => _jobs;

    public ScheduledJob? Find(JobId id) => _byId.GetValueOrDefault(id);

    public ScheduledJob Add(JobLedger ledger, JobTerms terms)
    {
        var job = new ScheduledJob(ledger, terms, ++_sequence);
        _byId.Add(job.Id, job);
        Insert(job);
        return job;
    }

    public void Remove(ScheduledJob job)
    {
        _byId.Remove(job.Id);
        _jobs.Remove(job);
    }

    public void Reprioritise(ScheduledJob job, JobPriority priority)
    {
        _jobs.Remove(job);
        job.Terms = job.Terms with { Priority = priority };
        Insert(job);
    }

    /// <summary>The jobs in the order in which they may serve the next worker.</summary>
    public IEnumerable<ScheduledJob> InTurn()
    {
        if (!options.FairShare || !SeveralSubmitters())
            return _jobs;

        // Whose jobs are counted least now goes first. A sort keeps the order of equals, so within a submitter it is first come, first served.
        var shares = new Dictionary<Guid, int>();
        foreach (var job in _jobs)
            shares[job.Terms.Submitter] = shares.GetValueOrDefault(job.Terms.Submitter) + job.Ledger.Leases.Count;
        return _jobs.OrderByDescending(job => job.Terms.Priority).ThenBy(job => shares[job.Terms.Submitter]).ThenBy(job => job.Sequence);
    }

    private bool SeveralSubmitters()
    {
        for (var index = 1; index < _jobs.Count; index++)
        {
            if (_jobs[index].Terms.Submitter != _jobs[0].Terms.Submitter)
                return true;
        }

        return false;
    }

    private void Insert(ScheduledJob job)
    {
        var index = _jobs.FindIndex(other =>
            other.Terms.Priority < job.Terms.Priority || (other.Terms.Priority == job.Terms.Priority && other.Sequence > job.Sequence));
        _jobs.Insert(index < 0 ? _jobs.Count : index, job);
    }
}
