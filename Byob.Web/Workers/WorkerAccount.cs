using Byob.Web.Ledger;

namespace Byob.Web.Workers;

/// <summary>What the master keeps of a machine beyond its connection, and beyond its own end: the order in force, and what it has done in all.</summary>
public sealed class WorkerAccount
{
    public StandingOrder? Order { get; set; }

    public long ChunksAccepted { get; private set; }

    public long ChunksFailed { get; private set; }

    /// <summary>Bytes of the chunks that counted.</summary>
    public long BytesCounted { get; private set; }

    /// <summary>Whether the database has yet to be told what it did.</summary>
    public bool Unwritten { get; set; }

    public void Recall(StandingOrder? order, long chunksAccepted, long chunksFailed, long bytesCounted) =>
        (Order, ChunksAccepted, ChunksFailed, BytesCounted) = (order, chunksAccepted, chunksFailed, bytesCounted);

    /// <summary>A lease of so many bytes ended.</summary>
    public void Note(LeaseEnd end, long bytes)
    {
        if (end.IsCounted())
        {
            ChunksAccepted++;
            BytesCounted += bytes;
        }
        else if (end.IsFailure())
        {
            ChunksFailed++;
        }
        else
        {
            return;
        }

        Unwritten = true;
    }
}
