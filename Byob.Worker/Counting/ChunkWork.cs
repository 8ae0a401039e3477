using System.Threading.Channels;
using Byob.Shared.Chunks;

namespace Byob.Worker.Counting;

/// <summary>One chunk on its way from bytes to a partial: its pieces between reader and counter, how far it is, and its file.</summary>
internal sealed class ChunkWork : IDisposable
{
    /// <summary>Pieces that wait between reader and counter. With the one being filled and the one being counted, this bounds a chunk's memory.</summary>
    private const int PiecesWaiting = 3;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _dropped = new();
    private long _end;
    private long _claimedEnd;
    private long _bytesRead;
    private long _bytesCounted;

    public ChunkWork(int key, ChunkLease lease, string partialPath)
    {
        Key = key;
        Lease = lease;
        _end = lease.Range.End;
        _claimedEnd = lease.Range.Start;
        PartialPath = partialPath;
        Dropped = _dropped.Token;
    }

    /// <summary>Names the lease within this worker; tokens change when a lease is renewed.</summary>
    public int Key { get; }

    /// <summary>As it was when the work began.</summary>
    public ChunkLease Lease { get; }

    /// <summary>What is to be counted: the lease's range, or its beginning if it was shrunk meanwhile.</summary>
    public ByteRange Range
    {
        get
        {
            lock (_lock)
                return new ByteRange(Lease.Range.Start, _end);
        }
    }

    /// <summary>Where the partial is once the chunk has been counted.</summary>
    public string PartialPath { get; }

    /// <summary>Set when nobody wants the chunk any more.</summary>
    public CancellationToken Dropped { get; }

    public Channel<Piece> Pieces { get; } = Channel.CreateBounded<Piece>(new BoundedChannelOptions(PiecesWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Set before <see cref="Pieces"/> are complete when the counter is to take the bytes from here instead.</summary>
    public IDirectBytes? Direct { get; set; }

    /// <summary>Reading and counting, as far as they have been started; both end by themselves after <see cref="Drop"/>.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    public Task Counting { get; set; } = Task.CompletedTask;

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public long BytesCounted => Interlocked.Read(ref _bytesCounted);

    /// <summary>
    /// Commits the reader to its next piece: so many bytes from where it is, at most <paramref name="most"/>; 0 when all is read. They stay in
    /// the chunk until <see cref="Unclaim"/>.
    /// </summary>
    public int Claim(int most)
    {
        lock (_lock)
        {
            var at = Lease.Range.Start + BytesRead;
            var claimed = (int)Math.Min(most, _end - at);
            _claimedEnd = at + claimed;
            return claimed;
        }
    }

    /// <summary>The piece broke off: nothing beyond what is read is committed to.</summary>
    public void Unclaim()
    {
        lock (_lock)
            _claimedEnd = Lease.Range.Start + BytesRead;
    }

    /// <summary>Ends the chunk at <paramref name="end"/>, unless a byte behind it is read or claimed.</summary>
    /// <param name="end">An offset of the dataset, behind the chunk's start.</param>
    /// <returns>Where the chunk ends now.</returns>
    public long ShrinkTo(long end)
    {
        lock (_lock)
        {
            if (end >= _claimedEnd && end < _end)
                _end = end;
            return _end;
        }
    }

    public void AddRead(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    public void AddCounted(int bytes) => Interlocked.Add(ref _bytesCounted, bytes);

    /// <summary>How fast the chunk was counted; 0 before that.</summary>
    public double BytesPerSecond { get; private set; }

    public void Took(TimeSpan time) => BytesPerSecond = Range.Length / Math.Max(time.TotalSeconds, 0.001);

    public void Drop() => _dropped.Cancel();

    public void Dispose()
    {
        Direct?.Dispose();
        _dropped.Dispose();
    }
}
