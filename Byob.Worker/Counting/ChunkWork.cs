using System.Threading.Channels;
using Byob.Shared.Chunks;

namespace Byob.Worker.Counting;

/// <summary>One chunk on its way from bytes to a partial: its pieces between reader and counter, how far it is, and its file.</summary>
internal sealed class ChunkWork : IDisposable
{
    /// <summary>Pieces that wait between reader and counter. With the one being filled and the one being counted, this bounds a chunk's memory.</summary>
    private const int PiecesWaiting = 3;

    private readonly CancellationTokenSource _dropped = new();
    private long _bytesRead;
    private long _bytesCounted;

    public ChunkWork(int key, ChunkLease lease, string partialPath)
    {
        Key = key;
        Lease = lease;
        PartialPath = partialPath;
        Dropped = _dropped.Token;
    }

    /// <summary>Names the lease within this worker; tokens change when a lease is renewed.</summary>
    public int Key { get; }

    public ChunkLease Lease { get; }

    /// <summary>Where the partial is once the chunk has been counted.</summary>
    public string PartialPath { get; }

    /// <summary>Set when nobody wants the chunk any more.</summary>
    public CancellationToken Dropped { get; }

    public Channel<Piece> Pieces { get; } = Channel.CreateBounded<Piece>(new BoundedChannelOptions(PiecesWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Reading and counting, as far as they have been started; both end by themselves after <see cref="Drop"/>.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    public Task Counting { get; set; } = Task.CompletedTask;

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public long BytesCounted => Interlocked.Read(ref _bytesCounted);

    public void AddRead(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    public void AddCounted(int bytes) => Interlocked.Add(ref _bytesCounted, bytes);

    /// <summary>How fast the chunk was counted; 0 before that.</summary>
    public double BytesPerSecond { get; private set; }

    public void Took(TimeSpan time) => BytesPerSecond = Lease.Range.Length / Math.Max(time.TotalSeconds, 0.001);

    public void Drop() => _dropped.Cancel();

    public void Dispose() => _dropped.Dispose();
}
