using System.Threading.Channels;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Worker.Status;

namespace Byob.Worker.Counting;

/// <summary>Counts a chunk's pieces as they come and writes its partial to the spool. Each chunk has a thread of its own while it is counted.</summary>
internal sealed class ChunkCounter(RateMeter rate)
{
    private const int FileBufferBytes = 256 << 10;

    private readonly CounterShelf _counters = new();

    public Task CountAsync(ChunkWork work) => CountThread.RunAsync(() =>
    {
        Count(work);
        return true;
    });

    private void Count(ChunkWork work)
    {
        var counter = _counters.Take(work.Lease.Options);
        var pieces = work.Pieces.Reader;
        while (WaitForPiece(pieces, work.Dropped))
        {
            while (pieces.TryRead(out var piece))
            {
                work.Dropped.ThrowIfCancellationRequested();
                counter.Append(piece.Bytes);
                work.AddCounted(piece.Length);
                rate.Add(piece.Length);
                piece.Return();
            }
        }

        counter.Complete();
        WritePartial(counter, work);
        _counters.Return(counter, work.Lease.Options);
    }

    private static bool WaitForPiece(ChannelReader<Piece> pieces, CancellationToken dropped)
    {
        var ready = pieces.WaitToReadAsync(dropped);
        return ready.IsCompletedSuccessfully ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    private static void WritePartial(WordCounter counter, ChunkWork work)
    {
        using var file = new FileStream(work.PartialPath, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        using var writer = new PartialWriter(file, new PartialHeader(work.Lease.Options, work.Range.Length));
        counter.WriteTo(writer);
        writer.Complete();
    }
}
