using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Counting;

namespace Byob.Worker.Status;

/// <summary>Holds what the engine's parts report of themselves, and shows it as snapshots and news. For use by several threads.</summary>
internal sealed class StatusBoard(string workerName, RateMeter rate)
{
    /// <summary>How much the latest chunk weighs in the rate of a slot.</summary>
    private const double LatestWeight = 0.3;

    private readonly Lock _lock = new();
    private ImmutableArray<Shown> _leases = [];
    private (ConnectionState State, string Why) _connection = (ConnectionState.Connecting, "Not started yet.");
    private (string? Party, string Worker) _names = (null, workerName);
    private JobNotice? _job;
    private (string? Because, DateTimeOffset? Until) _held;
    private string? _transport;
    private int _accepted;
    private double _slotRate;

    public event Action<WorkerNews>? News;

    /// <summary>What one slot counts a second, lately; 0 when not known yet.</summary>
    public double SlotBytesPerSecond => Volatile.Read(ref _slotRate);

    public bool IsOnline => Now().Connection is ConnectionState.Joined or ConnectionState.Stopping;

    public WorkerStatus Now()
    {
        lock (_lock)
        {
            return new WorkerStatus(
                _connection.State,
                _connection.Why,
                _names.Party,
                _names.Worker,
                _job,
                [.. _leases.Select(Status)],
                rate.BytesPerSecond(),
                rate.Total,
                _accepted,
                _held.Because,
                _held.Until)
            {
                Transport = _transport,
            };
        }
    }

    public void Connection(ConnectionState state, string why)
    {
        lock (_lock)
        {
            if (_connection == (state, why))
                return;
            _connection = (state, why);
        }

        News?.Invoke(new WorkerNews(WorkerNewsKind.ConnectionChanged, why));
    }

    public void Named(string party, string worker)
    {
        lock (_lock)
            _names = (party, worker);
    }

    /// <summary>How the connection that stands now runs; null when the master does not say.</summary>
    public void Transport(string? transport)
    {
        lock (_lock)
            _transport = transport;
    }

    public void Job(JobNotice? job)
    {
        lock (_lock)
        {
            if (_job == job)
                return;
            _job = job;
        }

        News?.Invoke(new WorkerNews(
            WorkerNewsKind.JobChanged,
            job is null ? "The party has no job to count." : $"The party counts job {job.Number}: {job.Dataset}, for {job.Submitter}."));
    }

    /// <param name="heldBecause">Null when the worker takes chunks.</param>
    /// <param name="until">When that ends by itself; null when it is not known.</param>
    /// <param name="sentence">What is new about that.</param>
    public void Capacity(string? heldBecause, DateTimeOffset? until, string sentence)
    {
        lock (_lock)
            _held = (heldBecause, until);
        News?.Invoke(new WorkerNews(WorkerNewsKind.CapacityChanged, sentence));
    }

    public void Show(ImmutableArray<Shown> leases)
    {
        lock (_lock)
            _leases = leases;
    }

    public void ChunkCounted(double latest)
    {
        lock (_lock)
            _slotRate = _slotRate == 0 ? latest : (_slotRate * (1 - LatestWeight)) + (latest * LatestWeight);
    }

    public void Tell(WorkerNews news)
    {
        if (news.Kind == WorkerNewsKind.ChunkAccepted)
            Interlocked.Increment(ref _accepted);
        News?.Invoke(news);
    }

    private static LeaseStatus Status(Shown shown) =>
        new(shown.Lease, shown.Stage, shown.Work?.BytesRead ?? 0, shown.Work?.BytesCounted ?? 0);

    /// <param name="Work">Null before the chunk is read, and after it has failed.</param>
    public readonly record struct Shown(ChunkLease Lease, LeaseStage Stage, ChunkWork? Work);
}
