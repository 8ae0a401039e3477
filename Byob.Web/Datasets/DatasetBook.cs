using System.Collections.Immutable;
using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>
/// The list of datasets while the master runs. A change of state is told at once; progress is told at most five times a second,
/// whatever the number of bytes and uploads, and an upload that has gone quiet is told once more, as no longer active.
/// </summary>
internal sealed class DatasetBook : IDisposable
{
    public static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A client sends an upload in many requests; between two of them it is still active.</summary>
    public static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<DatasetId, DatasetEntry> _entries = [];
    private readonly Dictionary<DatasetId, DateTimeOffset> _lastProgress = [];
    private readonly TimeProvider _time;
    private readonly ILogger<DatasetBook> _log;
    private readonly ITimer _timer;
    private bool _timerIsSet;

    public DatasetBook(TimeProvider time, ILogger<DatasetBook> log)
    {
        _time = time;
        _log = log;
        _timer = time.CreateTimer(_ => TellProgress(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public event Action? Changed;

    /// <summary>Newest first.</summary>
    public ImmutableArray<DatasetView> All { get; private set; } = [];

    public DatasetEntry? Find(DatasetId id)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(id);
    }

    public ImmutableArray<DatasetEntry> Entries()
    {
        lock (_lock)
            return [.. _entries.Values];
    }

    public void Load(IEnumerable<DatasetEntry> entries)
    {
        lock (_lock)
        {
            _entries.Clear();
            foreach (var entry in entries)
                _entries[entry.Id] = entry;
            Rebuild_NeedsLock();
        }

        Tell();
    }

    public void Add(DatasetEntry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry.Id, entry);
            Rebuild_NeedsLock();
        }

        Tell();
    }

    public void Remove(DatasetId id)
    {
        lock (_lock)
        {
            if (!_entries.Remove(id))
                return;
            _lastProgress.Remove(id);
            Rebuild_NeedsLock();
        }

        Tell();
    }

    /// <summary>Replaces what is known of a dataset, told at once; nothing when it was deleted meanwhile.</summary>
    public void Replace(DatasetEntry entry)
    {
        lock (_lock)
        {
            if (!_entries.ContainsKey(entry.Id))
                return;
            _entries[entry.Id] = entry;
            _lastProgress.Remove(entry.Id);
            Rebuild_NeedsLock();
        }

        Tell();
    }

    /// <summary>Bytes have arrived, or were measured; told soon.</summary>
    public void Progress(DatasetId id, long received)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var entry))
                return;
            _entries[id] = entry with { View = entry.View with { Received = received, Active = true } };
            _lastProgress[id] = _time.GetUtcNow();
            SetTimer_NeedsLock();
        }
    }

    /// <summary>So much of a packed dataset's text is written, or about to be.</summary>
    public void Unpacked(DatasetId id, long bytes)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var entry))
                _entries[id] = entry with { Unpacked = bytes };
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TellProgress()
    {
        lock (_lock)
        {
            _timerIsSet = false;
            var now = _time.GetUtcNow();
            foreach (var id in _lastProgress.Where(pair => now - pair.Value >= QuietAfter).Select(pair => pair.Key).ToList())
            {
                var entry = _entries[id];
                _entries[id] = entry with { View = entry.View with { Active = false } };
                _lastProgress.Remove(id);
            }

            if (_lastProgress.Count > 0)
                SetTimer_NeedsLock();
            var before = All;
            Rebuild_NeedsLock();
            if (before.SequenceEqual(All))
                return;
        }

        Tell();
    }

    private void SetTimer_NeedsLock()
    {
        if (!_timerIsSet)
            _timerIsSet = _timer.Change(TellEvery, Timeout.InfiniteTimeSpan);
    }

    private void Rebuild_NeedsLock() =>
        All = [.. _entries.Values.Select(entry => entry.View).OrderByDescending(view => view.CreatedAt).ThenByDescending(view => view.Id.Value)];

    private void Tell()
    {
        foreach (var handler in (Changed?.GetInvocationList() ?? []).Cast<Action>())
        {
            try
            {
                handler();
            }
#pragma warning disable CA1031 // a page's fault must not end the upload, or the timer, that brings the news
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _log.ListenerFailed(fault);
            }
        }
    }
}
