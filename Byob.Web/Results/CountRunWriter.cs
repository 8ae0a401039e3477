using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>Writes a sorted run of the master's own to the disk: count and length as 7-bit numbers, then the word.</summary>
internal sealed class CountRunWriter(Stream output) : IWordSink, IDisposable
{
    private readonly BinaryWriter _writer = new(output, System.Text.Encoding.UTF8, leaveOpen: true);

    public void Add(ReadOnlySpan<byte> word, long count)
    {
        _writer.Write7BitEncodedInt64(count);
        _writer.Write7BitEncodedInt(word.Length);
        _writer.Write(word);
    }

    public void Dispose() => _writer.Dispose();
}
