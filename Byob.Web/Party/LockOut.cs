namespace Byob.Web.Party;

/// <summary>
/// Counts wrong passwords by name and locks a name after too many. A name needs not be a member's: known and unknown names
/// are treated alike, so that nobody learns from a lock who belongs to the party. In memory, bounded, and gone with a restart.
/// </summary>
internal sealed class LockOut(int tries, TimeSpan lockTime, TimeProvider time)
{
    private const int MaxNames = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Names that are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>
    /// Takes one try for the name, before the password is looked at, so that tries sent side by side are counted too.
    /// Returns until when the name is locked, or null when the try may be made.
    /// </summary>
    public DateTimeOffset? Take(string key)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var entry = _entries.GetValueOrDefault(key);
            if (entry.Until <= now)
                entry = default;
            if (entry.Count >= tries)
                return entry.Until;

            if (!_entries.ContainsKey(key))
                MakeRoom_NeedsLock(now);
            // Below the limit, the same time is how long a wrong try is remembered.
            _entries[key] = new Entry(entry.Count + 1, now + lockTime);
            return null;
        }
    }

    /// <summary>The password was right: its name starts anew.</summary>
    public void Clear(string key)
    {
        lock (_lock)
            _entries.Remove(key);
    }

    /// <summary>Until when the name is locked now; null when it is not.</summary>
    public DateTimeOffset? LockedUntil(string key)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            return _entries.TryGetValue(key, out var entry) && entry.Count >= tries && entry.Until > now ? entry.Until : null;
    }

    private void MakeRoom_NeedsLock(DateTimeOffset now)
    {
        if (_entries.Count < MaxNames)
            return;
        foreach (var (key, _) in _entries.Where(pair => pair.Value.Until <= now).ToList())
            _entries.Remove(key);
        if (_entries.Count >= MaxNames)
            _entries.Remove(_entries.MinBy(pair => pair.Value.Until).Key);
    }

    private readonly record struct Entry(int Count, DateTimeOffset Until);
}
