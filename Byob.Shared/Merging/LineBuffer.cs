using System.Buffers.Binary;
using System.Buffers.Text;

namespace Byob.Shared.Merging;

/// <summary>Lines of a result, <c>word, tab, count, line feed</c>, one behind the other. A word is letters only, so nothing in it needs an escape.</summary>
internal sealed class LineBuffer
{
    /// <summary>Tab, digits and line feed, at most; and a vector of a short word.</summary>
    private const int Slack = 64;

    private byte[] _bytes = new byte[1 << 20];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Lines => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(in SortRecord record)
    {
        MakeRoom(0);
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(Length), record.Prefix);
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(Length + sizeof(ulong)), record.Suffix);
        Length += record.Length;
        End(record.Count);
    }

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        MakeRoom(word.Length);
        word.CopyTo(_bytes.AsSpan(Length));
        Length += word.Length;
        End(count);
    }

    /// <summary>Copies the line that <paramref name="text"/> begins with.</summary>
    public void AddLine(ReadOnlySpan<byte> text)
    {
        var length = text[..Math.Min(text.Length, Slack)].IndexOf((byte)'\n') + 1;
        if (length == 0)
            length = text.IndexOf((byte)'\n') + 1;
        MakeRoom(length);
        text[..length].CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    private void End(long count)
    {
        _bytes[Length++] = (byte)'\t';
        if (count < 10)
        {
            _bytes[Length++] = (byte)('0' + count);
        }
        else
        {
            Utf8Formatter.TryFormat(count, _bytes.AsSpan(Length), out var digits);
            Length += digits;
        }

        _bytes[Length++] = (byte)'\n';
    }

    private void MakeRoom(int word)
    {
        if (_bytes.Length - Length < word + Slack)
            Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, Length + word + (long)Slack))));
    }
}
