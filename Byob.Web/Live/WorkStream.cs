using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Live;

/// <summary>
/// Remembers what each worker's slots did lately. Looks at the leases when a snapshot is made, which costs the coordinator a few steps for each
/// lease; what it remembers is bounded, and handed out under a lock that nobody holds for long.
/// </summary>
public sealed class WorkStream
{
    /// <summary>Ended spans kept: with 200 workers some minutes.</summary>
    public const int MostKept = 32_768;

    private readonly Guid _reign = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly WorkSpan[] _ended = new WorkSpan[MostKept];
    private readonly Dictionary<WorkerId, int> _places = [];
    private readonly List<WorkLane> _lanes = [];
    private readonly List<ulong> _rows = [];
    private readonly Dictionary<LeaseToken, Open> _leases = [];
    private readonly Dictionary<WorkerId, WorkSpan> _idle = [];
    private WorkSpan[] _open = [];
    private long _next;
    private long _round;
    private long _at;

    /// <summary>Takes in how things stand. The coordinator's thread only.</summary>
    public void Take(MasterState state)
    {
        lock (_lock)
        {
            _at = state.Now.ToUnixTimeMilliseconds();
            _round++;
            foreach (var worker in state.Roster.Entries)
                Take(state, worker);
            foreach (var (token, open) in _leases.Where(pair => pair.Value.Round != _round).ToList())
            {
                _leases.Remove(token);
                if (open.Span.Row < 64)
                    _rows[open.Span.Worker] &= ~(1UL << open.Span.Row);
                End(open.Span with { End = EndOf(state, open.Lease.Job, token) });
            }

            _open = [.. _leases.Values.Select(open => open.Span), .. _idle.Values];
        }
    }

    /// <summary>The ledger knows it while the job lives; with a cancelled job all its leases were revoked, and with a done one the last were accepted.</summary>
    private static LeaseEnd EndOf(MasterState state, JobId job, LeaseToken token) =>
        state.FindJob(job)?.Ledger.EndOf(token)?.End
        ?? (state.FindEnded(job)?.View.State == JobState.Cancelled ? LeaseEnd.Revoked : LeaseEnd.Accepted);

    /// <param name="since">What the last frame said; 0 for all that is remembered.</param>
    public WorkStreamFrame Read(long since)
    {
        lock (_lock)
        {
            // A number that this master never gave comes from the one before it.
            var from = since < 0 || since > _next ? 0 : since;
            from = Math.Max(from, _next - MostKept);
            var ended = new WorkSpan[_next - from];
            for (var i = 0; i < ended.Length; i++)
                ended[i] = _ended[(from + i) % MostKept];
            return new WorkStreamFrame(_reign, _at, _next, [.. _lanes], ended, _open);
        }
    }

    private void Take(MasterState state, WorkerEntry worker)
    {
        var id = worker.Identity.Id;
        if (!_places.TryGetValue(id, out var place))
        {
            _places[id] = place = _lanes.Count;
            _lanes.Add(new WorkLane(worker.Identity.Name, worker.Colour, false));
            _rows.Add(0);
        }

        var gone = worker.Liveness is WorkerLiveness.Lost or WorkerLiveness.Left;
        _lanes[place] = new WorkLane(worker.Identity.Name, worker.Colour, gone);
        var scheduled = state.Scheduler.FindWorker(id);
        foreach (var lease in scheduled?.Leases ?? [])
            Take(state, place, lease);
        Idle(state, worker, scheduled, place, gone);
    }

    private void Take(MasterState state, int place, Lease lease)
    {
        if (!_leases.TryGetValue(lease.Token, out var open))
        {
            var phase = Phase(lease.Stage);
            var span = new WorkSpan(
                place, TakeRow(place), phase, _at, 0, state.FindJob(lease.Job)?.Record.Number ?? 0, lease.Range.Start, lease.Range.Length, lease.Kind, lease.Attempt, null, false, null);
            open = _leases[lease.Token] = new Open(lease, span);
        }

        open.Round = _round;
        if (lease.Range.Length < open.Span.Length)
            open.Span = open.Span with { Length = lease.Range.Length, Shrunk = true };
        if (Phase(lease.Stage) is var now && now != open.Span.Phase)
        {
            End(open.Span);
            open.Span = open.Span with { Phase = now, From = _at, Shrunk = false };
        }
    }

    private void Idle(MasterState state, WorkerEntry worker, ScheduledWorker? scheduled, int place, bool gone)
    {
        var id = worker.Identity.Id;
        var reason = gone || scheduled is null || scheduled.Leases.Count > 0 ? null : Reasons.Idle(state, worker, scheduled);
        if (_idle.TryGetValue(id, out var idle) && idle.Reason == reason)
            return;
        if (idle is not null)
            End(idle);
        if (reason is null)
            _idle.Remove(id);
        else
            _idle[id] = new WorkSpan(place, 0, WorkPhase.Idle, _at, 0, 0, 0, 0, LeaseKind.Count, 0, null, false, reason);
    }

    private void End(WorkSpan span) => _ended[_next++ % MostKept] = span with { Until = _at };

    private int TakeRow(int place)
    {
        var row = System.Numerics.BitOperations.TrailingZeroCount(~_rows[place]);
        if (row < 64)
            _rows[place] |= 1UL << row;
        return row;
    }

    private static WorkPhase Phase(LeaseStage stage) => stage switch
    {
        LeaseStage.Counting => WorkPhase.Count,
        LeaseStage.Sending => WorkPhase.Send,
        LeaseStage.Reading => WorkPhase.Transfer,
        _ => WorkPhase.Wait,
    };

    private sealed class Open(Lease lease, WorkSpan span)
    {
        public Lease Lease { get; } = lease;

        public WorkSpan Span { get; set; } = span;

        public long Round { get; set; }
    }
}
