using System.Threading.Channels;
using Byob.Worker.Limits;
using Byob.Worker.Status;

namespace Byob.Worker.Counting;

/// <summary>Counts a chunk's bytes as they come and writes its partial to the spool. Each chunk has a thread of its own while it is counted.</summary>
/// <param name="slotMemory">Share of memory, in bytes, that the words of one chunk may take; asked for when a chunk begins.</param>
internal sealed class ChunkCounter(RateMeter rate, Func<long> slotMemory, WorkerThrottle throttle)
{
    private readonly CounterShelf _counters = new();

    public Task CountAsync(ChunkWork work) => CountThread.RunAsync(() =>
    {
        CountingPriority.Enter(throttle.Priority);
        Count(work);
        return true;
    });

    /// <summary>Gives back memory that is kept for the next chunk.</summary>
    public void Trim() => _counters.Clear();

    private void Count(ChunkWork work)
    {
        var memory = slotMemory();
        var counter = _counters.Take(work.Lease.Options);
        try
        {
            using var words = new ChunkWords(counter, work, memory);
            CountPieces(work, words);
            // The reader has left it to the counter when the bytes are at hand.
            if (work.Direct is { } bytes)
                DirectReader.Read(work, bytes, piece => CountPiece(work, words, piece));
            words.WritePartial();
        }
        finally
        {
            _counters.Return(counter, work.Lease.Options, memory);
        }
    }

    private void CountPieces(ChunkWork work, ChunkWords words)
    {
        var pieces = work.Pieces.Reader;
        while (WaitForPiece(pieces, work.Dropped))
        {
            while (pieces.TryRead(out var piece))
            {
                work.Dropped.ThrowIfCancellationRequested();
                CountPiece(work, words, piece.Bytes);
                piece.Return();
            }
        }
    }

    private void CountPiece(ChunkWork work, ChunkWords words, ReadOnlySpan<byte> piece)
    {
        throttle.Cpu.Wait(work.Dropped);
        words.Append(piece);
        work.AddCounted(piece.Length);
        rate.Add(piece.Length);
    }

    private static bool WaitForPiece(ChannelReader<Piece> pieces, CancellationToken dropped)
    {
        var ready = pieces.WaitToReadAsync(dropped);
        return ready.IsCompletedSuccessfully ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }
}
