using System.Security.Cryptography;
using System.Text.Json;

namespace Byob.Web.Live;

/// <summary>A drawing of a ledger as browsers get it: packed tightly, and named by its content, so that an unchanged one is not sent again.</summary>
/// <param name="Tag">An entity tag for HTTP.</param>
public sealed record LedgerFrame(string Tag, byte[] Json)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static LedgerFrame Of(LedgerSnapshot ledger)
    {
        var names = new Names();
        var packed = Pack(ledger, names);
        var json = JsonSerializer.SerializeToUtf8Bytes(new LedgerFrameBody(ledger.Length, names.All, packed), Web);
        return new LedgerFrame($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 12))}\"", json);
    }

    /// <summary>
    /// For each segment, in order: its length; a byte of state (2 bits) and check (3 bits); attempt; attempts thrown away; and unless it is free:
    /// worker and the one beside it as places in the list of names (one more for the latter, 0 for nobody), milliseconds taken, bytes read, bytes counted
    /// (the last two of leases only). All numbers are unsigned, seven bits a byte, lowest first, the top bit set when more follow.
    /// </summary>
    private static byte[] Pack(LedgerSnapshot ledger, Names names)
    {
        var bytes = new MemoryStream(ledger.Segments.Length * 12);
        foreach (var segment in ledger.Segments)
        {
            Write(bytes, segment.Range.Length);
            bytes.WriteByte((byte)((int)segment.State | ((int)segment.Check << 2)));
            Write(bytes, segment.Attempt);
            Write(bytes, segment.Discarded);
            if (segment.State == SegmentState.Free)
                continue;
            Write(bytes, names.Place(segment.WorkerName ?? "?", segment.Colour));
            Write(bytes, segment.Beside is { } beside ? 1 + names.Place(beside, -1) : 0);
            Write(bytes, (long)segment.Took.TotalMilliseconds);
            if (segment.State == SegmentState.Done)
                continue;
            Write(bytes, segment.BytesRead);
            Write(bytes, segment.CountedBytes);
        }

        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, long number)
    {
        var left = (ulong)Math.Max(0, number);
        for (; left > 0x7f; left >>= 7)
            bytes.WriteByte((byte)(0x80 | (left & 0x7f)));
        bytes.WriteByte((byte)left);
    }

    private sealed record LedgerFrameBody(long Length, List<Named> Workers, byte[] Segments);

    /// <param name="Colour">Negative where it paints nothing.</param>
    private sealed record Named(string Name, int Colour);

    private sealed class Names
    {
        private readonly Dictionary<(string, int), int> _places = [];

        public List<Named> All { get; } = [];

        public int Place(string name, int colour)
        {
            if (_places.TryGetValue((name, colour), out var place))
                return place;
            All.Add(new Named(name, colour));
            return _places[(name, colour)] = All.Count - 1;
        }
    }
}
