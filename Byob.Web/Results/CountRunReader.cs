namespace Byob.Web.Results;

/// <summary>Reads what <see cref="CountRunWriter"/> wrote.</summary>
internal sealed class CountRunReader : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly FileStream _file;
    private readonly BinaryReader _reader;
    private readonly long _length;
    private byte[] _word = new byte[256];
    private int _wordLength;

    public CountRunReader(string path)
    {
        _file = new FileStream(path, new FileStreamOptions { BufferSize = BufferBytes, Options = FileOptions.SequentialScan });
        _length = _file.Length;
        _reader = new BinaryReader(_file);
    }

    public long Count { get; private set; }

    public ReadOnlySpan<byte> Word => _word.AsSpan(0, _wordLength);

    public bool Read()
    {
        if (_file.Position == _length)
            return false;

        Count = _reader.Read7BitEncodedInt64();
        _wordLength = _reader.Read7BitEncodedInt();
        if (_word.Length < _wordLength)
            _word = new byte[Math.Max(_wordLength, _word.Length * 2)];
        _reader.BaseStream.ReadExactly(_word, 0, _wordLength);
        return true;
    }

    public void Dispose() => _reader.Dispose();
}
