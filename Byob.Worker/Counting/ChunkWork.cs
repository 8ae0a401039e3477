using System.Threading.Channels;
using Byob.Shared.Chunks;

namespace Byob.Worker.Counting;

/// <summary>One chunk on its way from bytes to a partial: its pieces between reader and counter, how far it is, and its file.</summary>
internal sealed class ChunkWork(int key, ChunkLease lease, string partialPath) : IDisposable
{
    /// <summary>Pieces that wait between reader and counter. With the one being filled and the one being counted, this bounds a chunk's memory.</summary>
    private const int PiecesWaiting = 3;

    private readonly CancellationTokenSource _dropped = new();
    private long _bytesRead;
    private long _bytesCounted;

    /// <summary>Names the lease within this worker; tokens change when a lease is renewed.</summary>
    public int Key => key;

    public ChunkLease Lease => lease;

    /// <summary>Where the partial is once the chunk has been counted.</summary>
    public string PartialPath => partialPath;

    /// <summary>Set when nobody wants the chunk any more.</summary>
    public CancellationToken Dropped => _dropped.Token;

    public Channel<Piece> Pieces { get; } = Channel.CreateBounded<Piece>(new BoundedChannelOptions(PiecesWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Reading and counting, as far as they have been started; both end by themselves after <see cref="Drop"/>.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    public Task Counting { get; set; } = Task.CompletedTask;

    public long BytesRead => Interlocked.Read(ref _bytesRead);

    public long BytesCounted => Interlocked.Read(ref _bytesCounted);

    public void AddRead(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    public void AddCounted(int bytes) => Interlocked.Add(ref _bytesCounted, bytes);

    public void Drop() => _dropped.Cancel();

    public void Dispose() => _dropped.Dispose();
}
