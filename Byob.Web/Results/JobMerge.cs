using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Merging;
using Byob.Shared.Partials;

namespace Byob.Web.Results;

/// <summary>
/// What of a job's accepted partials has been added up: in memory, and in sorted runs on the disk where that did not suffice. Several threads
/// may add at once. It knows which partials are in it, and whether it is still of use.
/// </summary>
internal sealed class JobMerge
{
    private readonly PartialInbox _inbox;
    private readonly JobId _job;
    private readonly ResultsOptions _options;
    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly Lock _resizing = new();
    private readonly Dictionary<long, MergedRange> _ranges = [];
    private readonly List<MergeRun> _runs = [];
    private readonly Lazy<WordShards> _shards;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _memoryBytes;
    private int _adding;
    private int _written;
    private bool _closed;
    private bool _frozen;
    private bool _dropped;

    /// <param name="folder">Where runs are written, made when it is needed.</param>
    public JobMerge(PartialInbox inbox, JobId job, ResultsOptions options, string folder, long memoryBytes)
    {
        (_inbox, _job, _options, _folder, _memoryBytes) = (inbox, job, options, folder, memoryBytes);
        _shards = new Lazy<WordShards>(() => new WordShards(Volatile.Read(ref _memoryBytes), Spill));
    }

    /// <summary>True once something in it is known to be wrong, or half in.</summary>
    public bool Spoiled { get; private set; }

    /// <summary>Sorted runs on the disk.</summary>
    public IReadOnlyList<MergeRun> Runs => _runs;

    public WordShards Shards => _shards.Value;

    /// <summary>Whether exactly these are in it, or some of them and no others.</summary>
    public bool IsPartOf(IReadOnlyCollection<MergedRange> ranges)
    {
        lock (_lock)
            return !Spoiled && _ranges.Values.All(ranges.ToHashSet().Contains);
    }

    public bool Has(MergedRange range)
    {
        lock (_lock)
            return _ranges.GetValueOrDefault(range.Start) == range;
    }

    /// <summary>Adds a partial while the job is counted. One that is in already, or that is not what it should be, changes nothing: the end of the job looks again.</summary>
    public bool TryAdd(MergedRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_closed || Spoiled || _ranges.ContainsKey(range.Start))
                return false;
            _adding++;
        }

        try
        {
            return Add(range, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (--_adding == 0 && _closed)
                    _idle.TrySetResult();
            }
        }
    }

    /// <summary>Takes nothing more from those who add while the job is counted; ends when they are done.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_adding == 0)
                _idle.TrySetResult();
        }

        return _idle.Task;
    }

    /// <summary>Adds a partial that was verified to be the one that was accepted.</summary>
    /// <returns>False when it is gone or damaged; nothing of it is in then, unless this is <see cref="Spoiled"/>.</returns>
    public bool Add(MergedRange range, CancellationToken cancellationToken)
    {
        if (_inbox.Locate(_job, range.Sha256) is not { } place)
            return false;
        var run = new MergeRun(place, new PartialHeader(range.Options, range.End - range.Start), range.Words);
        try
        {
            if (!PartialSource.HasHash(place, range.Sha256, cancellationToken))
                return false;
        }
        catch (IOException)
        {
            return false;
        }

        lock (_lock)
        {
            // By now another thread may have brought the same.
            if (!_ranges.TryAdd(range.Start, range))
                return true;
        }

        try
        {
            using var source = new PartialSource(run);
            if (Shards.Add(source.Reader, cancellationToken).TotalWords == range.Words)
                return true;
            Spoil();
            return false;
        }
        catch (PartialFormatException)
        {
            Spoil();
            return false;
        }
        catch
        {
            Spoil();
            throw;
        }
    }

    /// <summary>A partial that may be in it does not stand any more.</summary>
    public bool Undo(long start)
    {
        lock (_lock)
            return Spoiled |= _ranges.ContainsKey(start);
    }

    /// <summary>Changes the memory that it may take; what is beyond goes to the disk at once.</summary>
    public void Resize(long memoryBytes)
    {
        if (Volatile.Read(ref _memoryBytes) == memoryBytes)
            return;
        // Held while shards are spilled, so that nobody sorts them meanwhile; nobody else waits for it.
        lock (_resizing)
        {
            if (_frozen)
                return;
            Volatile.Write(ref _memoryBytes, memoryBytes);
            if (_shards.IsValueCreated)
                Shards.Resize(memoryBytes);
        }
    }

    /// <summary>All is in: nothing moves any more.</summary>
    public void Freeze()
    {
        lock (_resizing)
            _frozen = true;
    }

    /// <summary>Lets go of memory and disk, as soon as nobody adds any more.</summary>
    public async Task DropAsync()
    {
        await CloseAsync();
        lock (_lock)
        {
            if (_dropped)
                return;
            _dropped = true;
        }

        if (_runs.Count > 0)
            Directory.Delete(_folder, recursive: true);
    }

    private void Spoil()
    {
        lock (_lock)
            Spoiled = true;
    }

    private void Spill(Action<IWordSink> words, long total)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, $"{Interlocked.Increment(ref _written)}.run");
        // The text of a run is that of many partials; it has room for any words.
        var header = new PartialHeader(CountOptions.Exact, long.MaxValue);
        using (var output = new GuardedStream(path, _options.KeepFreeBytes))
        using (var writer = new PartialWriter(output, header))
        {
            words(writer);
            writer.Complete();
        }

        lock (_lock)
            _runs.Add(new MergeRun(new PartialPlace(path, null, new FileInfo(path).Length), header, total));
    }
}
