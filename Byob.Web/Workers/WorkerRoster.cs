using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Live;

namespace Byob.Web.Workers;

/// <summary>
/// Who is here, and when each was last heard. Liveness follows from the age of what was heard, never from what a worker says of itself.
/// Not safe for several threads: the coordinator owns it.
/// </summary>
public sealed class WorkerRoster(WorkersOptions options)
{
    private const int Colours = 12;

    /// <summary>Weight of the newest of two rates a second apart.</summary>
    private const double Freshness = 0.3;

    private readonly Dictionary<WorkerId, WorkerEntry> _entries = [];
    private readonly Dictionary<WorkerId, WorkerAccount> _accounts = [];
    private int _nextColour;
    private DateTimeOffset? _lastTick;

    public IReadOnlyCollection<WorkerEntry> Entries => _entries.Values;

    public WorkerEntry? Find(WorkerId id) => _entries.GetValueOrDefault(id);

    /// <summary>What is kept of every machine that joined, or had something kept of it when the master started.</summary>
    public IReadOnlyDictionary<WorkerId, WorkerAccount> Accounts => _accounts;

    /// <summary>What is kept of a machine, connected or not.</summary>
    public WorkerAccount Account(WorkerId id)
    {
        if (!_accounts.TryGetValue(id, out var account))
            _accounts.Add(id, account = new WorkerAccount());
        return account;
    }

    /// <summary>The entry of a connected worker of the same identity that is another process; null when there is none.</summary>
    public WorkerEntry? FindTwin(WorkerId id, string connectionId, Guid instance) =>
        Find(id) is { ConnectionId: { } other } entry && other != connectionId && entry.Instance != instance ? entry : null;

    /// <summary>Notes that a worker joined.</summary>
    /// <returns>The connection of another process with the same identity, which this one replaces; else null.</returns>
    public string? Join(WorkerIdentity identity, string connectionId, JoinRequest request, DateTimeOffset now)
    {
        var replaced = FindTwin(identity.Id, connectionId, request.Instance)?.ConnectionId;
        if (!_entries.TryGetValue(identity.Id, out var entry))
        {
            _entries.Add(identity.Id, entry = new WorkerEntry(identity, _nextColour++ % Colours, Account(identity.Id))
            {
                Machine = request.Machine,
                Capacity = request.Capacity,
                WorkerVersion = request.WorkerVersion,
            });
        }

        entry.Identity = identity;
        entry.ConnectionId = connectionId;
        entry.Instance = request.Instance;
        entry.Machine = request.Machine;
        entry.Capacity = request.Capacity;
        entry.WorkerVersion = request.WorkerVersion;
        entry.Limits = JoinRules.Bounded(request.Limits);
        entry.CapacityReason = null;
        entry.HeldUntil = null;
        entry.Liveness = WorkerLiveness.Alive;
        entry.ConnectedAt = now;
        entry.LastHeardAt = now;
        entry.AwaySince = null;
        return replaced;
    }

    /// <summary>Notes a heartbeat.</summary>
    /// <returns>False when it came over a connection that is no longer the worker's, or from one that is lost or has left: it has to join again.</returns>
    public bool Heard(WorkerId id, string connectionId, WorkerHeartbeat heartbeat, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.ConnectionId != connectionId || entry.Liveness is WorkerLiveness.Lost or WorkerLiveness.Left)
            return false;
        entry.LastHeardAt = now;
        entry.Liveness = WorkerLiveness.Alive;
        entry.Vitals = heartbeat.Vitals;
        entry.IdleReason = heartbeat.IdleReason;
        entry.BytesPerSecond += Freshness * (heartbeat.Vitals.BytesPerSecond - entry.BytesPerSecond);
        return true;
    }

    /// <summary>Notes that a connection ended; only the worker's current one matters.</summary>
    /// <returns>Whether the worker is away now.</returns>
    public bool Disconnected(WorkerId id, string connectionId, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.ConnectionId != connectionId)
            return false;
        entry.ConnectionId = null;
        entry.AwaySince = now;
        entry.BytesPerSecond = 0;
        if (entry.Liveness == WorkerLiveness.Alive)
            entry.Liveness = WorkerLiveness.Suspect;
        return true;
    }

    public void Left(WorkerId id)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            entry.Liveness = WorkerLiveness.Left;
            entry.BytesPerSecond = 0;
        }
    }

    /// <summary>Lets time pass: the silent become suspect, then lost, then forgotten.</summary>
    /// <returns>Workers that are lost since the last call, each with the reason.</returns>
    public IReadOnlyList<(WorkerEntry Worker, string Reason)> Tick(DateTimeOffset now)
    {
        // A master that was away itself (a laptop that slept, a disk that hung) has no right to call others silent.
        if (_lastTick is { } last && now - last > options.SuspectAfter)
            Forgive(now - last);
        _lastTick = now;

        List<(WorkerEntry, string)> lost = [];
        foreach (var entry in _entries.Values.ToList())
        {
            var silence = now - entry.LastHeardAt;
            switch (entry.Liveness)
            {
                case WorkerLiveness.Alive when silence >= options.SuspectAfter:
                    entry.Liveness = WorkerLiveness.Suspect;
                    entry.BytesPerSecond = 0;
                    break;
                case WorkerLiveness.Suspect when entry.AwaySince is { } since && now - since >= options.ReturnWithin:
                    lost.Add((entry, $"The connection broke and the worker did not come back within {options.ReturnWithin.TotalSeconds:0.#} s."));
                    entry.Liveness = WorkerLiveness.Lost;
                    break;
                case WorkerLiveness.Suspect when silence >= options.LostAfter:
                    lost.Add((entry, $"Nothing was heard of the worker for {options.LostAfter.TotalSeconds:0.#} s."));
                    entry.Liveness = WorkerLiveness.Lost;
                    break;
                case WorkerLiveness.Lost or WorkerLiveness.Left when silence >= options.ForgetAfter && entry.ConnectionId is null:
                    _entries.Remove(entry.Identity.Id);
                    break;
            }
        }

        return lost;
    }

    private void Forgive(TimeSpan away)
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Liveness is WorkerLiveness.Alive or WorkerLiveness.Suspect))
        {
            entry.LastHeardAt += away;
            entry.AwaySince += away;
        }
    }
}
