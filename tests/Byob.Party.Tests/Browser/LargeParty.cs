using System.Text.Json;

namespace Byob.Party.Tests.Browser;

/// <summary>Frames of a job of 10,000 chunks that 200 workers count, as the master would pack them; each differs from the one before.</summary>
internal sealed class LargeParty
{
    private const int Chunks = 10_000;
    private const int Workers = 200;
    private const long ChunkBytes = 8_388_608;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Guid _reign = Guid.CreateVersion7();
    private int _ledgerFrames;
    private int _streamFrames;

    public int LedgerFrames => _ledgerFrames;

    public int StreamFrames => _streamFrames;

    public byte[] Ledger()
    {
        var frame = Interlocked.Increment(ref _ledgerFrames);
        var bytes = new MemoryStream();
        for (var i = 0; i < Chunks; i++)
        {
            var state = i < 5000 + frame ? 2 : i < 5400 + frame ? 1 : 0;
            Write(bytes, ChunkBytes);
            bytes.WriteByte((byte)(state | (state == 2 && i % 9 == 0 ? 3 << 2 : 0)));
            Write(bytes, 1);
            Write(bytes, i % 997 == 0 ? 1 : 0);
            if (state == 0)
                continue;
            Write(bytes, i % Workers);
            Write(bytes, 0);
            Write(bytes, 4000);
            if (state == 2)
                continue;
            Write(bytes, ChunkBytes / 2);
            Write(bytes, (ChunkBytes / 3) + frame);
        }

        var workers = Enumerable.Range(0, Workers).Select(index => new { Name = $"worker-{index:000}", Colour = index % 12 });
        return JsonSerializer.SerializeToUtf8Bytes(new { Length = Chunks * ChunkBytes, Workers = workers, Segments = bytes.ToArray() }, Web);
    }

    /// <summary>At first two minutes of every worker with two slots; then half a second at a time.</summary>
    public byte[] Stream(bool whole = false)
    {
        var frame = Interlocked.Increment(ref _streamFrames);
        var now = 1_800_000_000_000 + (frame * 500L);
        var begin = whole ? now - 120_000 : now - 500;
        var ended = from index in Enumerable.Range(0, Workers * 2)
                    from round in Enumerable.Range(0, (int)((now - begin) / 500))
                    where (index + round + (whole ? 0 : frame)) % 3 == 0
                    let at = begin + (round * 500L)
                    select new { Worker = index / 2, Row = index % 2, Phase = 1 + (round % 3), From = at, Until = at + 1500, Job = 1, Start = 0L, Length = ChunkBytes, Kind = 0, Attempt = 1, End = (int?)0, Shrunk = index % 50 == 0, Reason = (string?)null };
        var workers = Enumerable.Range(0, Workers).Select(index => new { Name = $"worker-{index:000}", Colour = index % 12, Gone = false });
        return JsonSerializer.SerializeToUtf8Bytes(new { Reign = _reign, At = now, Next = frame, Workers = workers, Ended = ended, Open = Array.Empty<int>() }, Web);
    }

    private static void Write(MemoryStream bytes, long number)
    {
        for (; number > 0x7f; number >>= 7)
            bytes.WriteByte((byte)(0x80 | (number & 0x7f)));
        bytes.WriteByte((byte)number);
    }
}
