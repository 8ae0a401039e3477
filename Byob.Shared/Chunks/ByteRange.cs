using MessagePack;

namespace Byob.Shared.Chunks;

/// <summary>A half-open range of bytes of a dataset: from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
[MessagePackObject]
public readonly record struct ByteRange([property: Key(0)] long Start, [property: Key(1)] long End)
{
    /// <summary>Length in bytes.</summary>
    [IgnoreMember]
    public long Length => End - Start;

    [IgnoreMember]
    public bool IsEmpty => End <= Start;

    /// <summary>Whether the two share at least one byte.</summary>
    public bool Overlaps(ByteRange other) => Start < other.End && other.Start < End;

    /// <summary>Whether every byte of <paramref name="other"/> lies in this range.</summary>
    public bool Covers(ByteRange other) => Start <= other.Start && other.End <= End;

    public override string ToString() => $"[{Start}, {End})";
}
