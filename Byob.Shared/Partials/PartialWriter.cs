using System.Buffers.Binary;
using System.Text;
using Byob.Shared.Counting;
using ZstdSharp;

namespace Byob.Shared.Partials;

/// <summary>Writes a partial result (<see cref="PartialFormat"/>) as a stream. The stream stays the caller's: it is neither flushed nor closed.</summary>
public sealed class PartialWriter : IWordSink, IDisposable
{
    /// <summary>Sorted and front-coded words shrink well at the quickest level; higher ones cost more than they save on a local network.</summary>
    private const int CompressionLevel = 1;

    private readonly Stream _output;
    private readonly EntryRules _rules;
    private readonly Compressor _compressor = new(CompressionLevel);
    private readonly byte[] _plain = new byte[PartialFormat.BlockBytes];
    private readonly byte[] _block = new byte[PartialFormat.BlockHeaderBytes + PartialFormat.LongestCompressedBlock];
    private byte[] _previous = new byte[256];
    private int _previousLength;
    private int _plainLength;
    private long _blocks;
    private bool _complete;

    public PartialWriter(Stream output, PartialHeader header)
    {
        _output = output;
        _rules = new EntryRules(header, lettersAreKnown: true);
        WriteHeader(header);
    }

    /// <summary>Adds the next word, of a counter with the header's options. Words come in strictly rising byte order.</summary>
    /// <exception cref="ArgumentException">No partial may have this entry here.</exception>
    public void Add(ReadOnlySpan<byte> word, long count)
    {
        if (_complete)
            throw new InvalidOperationException("The partial is complete; nothing can be added to it.");

        var previous = _previous.AsSpan(0, _previousLength);
        var shared = previous.CommonPrefixLength(word);
        if (TryAddShort(word, count, shared))
            return;
        if (_rules.Refuse(previous[shared..], word, shared, count) is { } fault)
            throw new ArgumentException($"Word {_rules.Entries} {fault}.", nameof(word));

        PutNumber(shared);
        PutNumber(word.Length - shared);
        Put(word[shared..]);
        PutNumber(count);
        Remember(word, shared);
    }

    /// <summary>Adds an entry as nearly all are: within one block, with numbers of one byte.</summary>
    private bool TryAddShort(ReadOnlySpan<byte> word, long count, int shared)
    {
        var rest = word.Length - shared;
        if (word.Length >= 0x80 || rest == 0 || (ulong)count >= 0x80 || _plain.Length - _plainLength < rest + 3)
            return false;
        if ((shared < _previousLength && word[shared] < _previous[shared]) || !_rules.TryTake(word.Length, (int)count))
            return false;

        var entry = _plain.AsSpan(_plainLength, rest + 3);
        entry[0] = (byte)shared;
        entry[1] = (byte)rest;
        word[shared..].CopyTo(entry[2..]);
        entry[^1] = (byte)count;
        _plainLength += entry.Length;
        word[shared..].CopyTo(_previous.AsSpan(shared));
        _previousLength = word.Length;
        return true;
    }

    /// <summary>Writes what is left, and the totals. The partial is whole only after this.</summary>
    public PartialTotals Complete()
    {
        if (_complete)
            return _rules.Totals;

        FlushBlock();
        Span<byte> trailer = stackalloc byte[PartialFormat.TrailerBytes + PartialFormat.ChecksumBytes];
        BinaryPrimitives.WriteInt32LittleEndian(trailer, 0);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[4..], _rules.Entries);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[12..], _rules.Words);
        BinaryPrimitives.WriteUInt64LittleEndian(
            trailer[PartialFormat.TrailerBytes..],
            PartialFormat.Checksum(trailer[..PartialFormat.TrailerBytes], _blocks));
        _output.Write(trailer);
        _complete = true;
        return _rules.Totals;
    }

    public void Dispose() => _compressor.Dispose();

    private void WriteHeader(PartialHeader header)
    {
        if (header.CountedBytes < 0
            || header.Options.MinLength is < 1 or > CountOptions.LongestMinLength
            || header.LetterTableVersion != LetterTable.UnicodeVersion)
        {
            throw new ArgumentException("The header has a length, a shortest word or a letter table that no partial may have.", nameof(header));
        }

        var version = Encoding.ASCII.GetBytes(header.LetterTableVersion);
        var length = PartialFormat.HeaderStartBytes + version.Length;
        var bytes = new byte[length + PartialFormat.ChecksumBytes];
        PartialFormat.Magic.CopyTo(bytes);
        bytes[4] = PartialFormat.Version;
        bytes[5] = header.Options.FoldCase ? PartialFormat.FoldCaseFlag : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)header.Options.MinLength);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), header.CountedBytes);
        bytes[16] = (byte)version.Length;
        version.CopyTo(bytes.AsSpan(PartialFormat.HeaderStartBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(length), PartialFormat.Checksum(bytes.AsSpan(0, length), 0));
        _output.Write(bytes);
    }

    private void PutNumber(long number)
    {
        Span<byte> bytes = stackalloc byte[PartialFormat.LongestNumber];
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            bytes[length++] = (byte)(number | 0x80);
        bytes[length++] = (byte)number;
        Put(bytes[..length]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_plainLength == _plain.Length)
                FlushBlock();
            var taken = Math.Min(bytes.Length, _plain.Length - _plainLength);
            bytes[..taken].CopyTo(_plain.AsSpan(_plainLength));
            _plainLength += taken;
            bytes = bytes[taken..];
        }
    }

    private void FlushBlock()
    {
        if (_plainLength == 0)
            return;

        var length = _compressor.Wrap(_plain.AsSpan(0, _plainLength), _block.AsSpan(PartialFormat.BlockHeaderBytes));
        var compressed = _block.AsSpan(PartialFormat.BlockHeaderBytes, length);
        BinaryPrimitives.WriteInt32LittleEndian(_block, length);
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(4), _plainLength);
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(8), PartialFormat.Checksum(compressed, _blocks));
        _output.Write(_block.AsSpan(0, PartialFormat.BlockHeaderBytes + length));
        _blocks++;
        _plainLength = 0;
    }

    private void Remember(ReadOnlySpan<byte> word, int shared)
    {
        if (word.Length > _previous.Length)
            Array.Resize(ref _previous, Math.Max(word.Length, _previous.Length * 2));
        word[shared..].CopyTo(_previous.AsSpan(shared));
        _previousLength = word.Length;
    }
}
