using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Byob.Shared.Counting;
using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Partials;

/// <summary>
/// Reads a partial result (<see cref="PartialFormat"/>) as a stream and believes nothing: all that is wrong with it is a
/// <see cref="PartialFormatException"/>, and memory is two blocks and the longest word that really came. The stream stays the caller's.
/// </summary>
public sealed class PartialReader : IDisposable
{
    private readonly BlockReader _blocks;
    private readonly EntryRules _rules;

    /// <summary>Always with room for a vector behind the word.</summary>
    private byte[] _word = new byte[256 + ShortWord.LongestBytes];

    private byte[] _replaced = new byte[256];
    private int _wordLength;

    /// <summary>Reads the header.</summary>
    /// <exception cref="PartialFormatException">It is not a partial's, or not one that this version reads.</exception>
    public PartialReader(Stream input)
        : this(input, lettersAreKnown: false)
    {
    }

    /// <param name="lettersAreKnown">These very bytes were read before, or are of our own making: order, counts and checksums are enough.</param>
    /// <exception cref="PartialFormatException">It is not a partial's, or not one that this version reads.</exception>
    public PartialReader(Stream input, bool lettersAreKnown)
    {
        Header = ReadHeader(input);
        _rules = new EntryRules(Header, lettersAreKnown);
        _blocks = new BlockReader(input);
    }

    public PartialHeader Header { get; }

    /// <summary>The word that <see cref="Read"/> came to, in UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Word => _word.AsSpan(0, _wordLength);

    /// <summary>The word when it has at most <see cref="ShortWord.LongestBytes"/> bytes, as a vector.</summary>
    internal Vector128<byte> Short => ShortWord.Load(ref MemoryMarshal.GetArrayDataReference(_word), (uint)_wordLength);

    /// <summary>How often the word occurs, at least 1.</summary>
    public long Count { get; private set; }

    /// <summary>The totals; set when <see cref="Read"/> has returned false, and then checked.</summary>
    public PartialTotals? Totals { get; private set; }

    /// <summary>Goes to the next word. False at the end, when all of the partial, with its totals and checksums, has been checked.</summary>
    /// <exception cref="PartialFormatException">Something is wrong; the partial must not be used.</exception>
    public bool Read() => ReadShort() || ReadAny();

    public void Dispose() => _blocks.Dispose();

    /// <summary>Reads the next entry when it is as nearly all are: in one block, with numbers of one byte, and different from the word before where it is said to be.</summary>
    private bool ReadShort()
    {
        var bytes = _blocks.Rest;
        if (bytes.Length < 2)
            return false;
        int shared = bytes[0];
        int rest = bytes[1];
        var size = rest + 3;
        if ((shared | rest) >= 0x80 || rest == 0 || shared > _wordLength || bytes.Length < size || bytes[size - 1] >= 0x80)
            return false;
        if ((shared < _wordLength && bytes[2] <= _word[shared]) || !_rules.TryTake(shared + rest, bytes[size - 1]))
            return false;

        if (rest <= ShortWord.LongestBytes && bytes.Length >= 2 + ShortWord.LongestBytes)
            Vector128.Create(bytes.Slice(2, ShortWord.LongestBytes)).CopyTo(_word.AsSpan(shared));
        else
            bytes.Slice(2, rest).CopyTo(_word.AsSpan(shared));
        _wordLength = shared + rest;
        Count = bytes[size - 1];
        if (!_rules.Allows(Word, shared))
            throw new PartialFormatException($"Word {_rules.Entries - 1} of the partial {EntryRules.NoWord}.");
        _blocks.Skip(size);
        return true;
    }

    private bool ReadAny()
    {
        if (Totals is not null)
            return false;

        if (_blocks.AtEnd())
        {
            CheckTotals();
            return false;
        }

        var shared = _blocks.ReadNumber();
        var rest = _blocks.ReadNumber();
        if (shared > _wordLength)
            throw Fault("shares more bytes with the word before than that has");
        if (rest == 0 || rest > _rules.LongestWord - shared)
            throw Fault("is empty or longer than its text has room for");

        var old = ReadWord((int)shared, (int)rest);
        Count = _blocks.ReadNumber();
        if (_rules.Refuse(old, Word, (int)shared, Count) is { } fault)
            throw Fault(fault);
        return true;
    }

    /// <summary>Reads the rest of a word, and returns the bytes of the word before that it replaces. Memory grows as bytes come, not as they are promised.</summary>
    private ReadOnlySpan<byte> ReadWord(int shared, int rest)
    {
        var replaced = _wordLength - shared;
        if (_replaced.Length < replaced)
            _replaced = new byte[_word.Length];
        _word.AsSpan(shared, replaced).CopyTo(_replaced);

        _wordLength = shared;
        while (rest > 0)
        {
            var piece = _blocks.ReadPiece(rest);
            if (_word.Length - _wordLength < piece.Length + ShortWord.LongestBytes)
                Array.Resize(ref _word, Math.Max(_wordLength + piece.Length + ShortWord.LongestBytes, _word.Length * 2));
            piece.CopyTo(_word.AsSpan(_wordLength));
            _wordLength += piece.Length;
            rest -= piece.Length;
        }

        return _replaced.AsSpan(0, replaced);
    }

    private void CheckTotals()
    {
        var totals = _blocks.ReadTrailer();
        if (totals != _rules.Totals)
        {
            throw new PartialFormatException(
                $"The partial says that it has {totals.DistinctWords} words, {totals.TotalWords} with repeats, but it has {_rules.Entries} and {_rules.Words}.");
        }

        _wordLength = 0;
        Count = 0;
        Totals = totals;
    }

    private PartialFormatException Fault(string fault) => new($"Word {_rules.Entries} of the partial {fault}.");

    private static PartialHeader ReadHeader(Stream input)
    {
        Span<byte> bytes = stackalloc byte[PartialFormat.HeaderStartBytes + PartialFormat.LongestTableVersion + PartialFormat.ChecksumBytes];
        BlockReader.Fill(input, bytes[..PartialFormat.HeaderStartBytes], "the header");
        if (!bytes.StartsWith(PartialFormat.Magic))
            throw new PartialFormatException("This is not a partial result: it does not begin as one.");
        if (bytes[4] != PartialFormat.Version)
            throw new PartialFormatException($"The partial is in version {bytes[4]} of the format; only version {PartialFormat.Version} is read here. Bring worker and master to the same version.");

        var versionLength = bytes[16];
        if (versionLength is 0 or > PartialFormat.LongestTableVersion)
            throw new PartialFormatException("The header names no letter table.");
        var length = PartialFormat.HeaderStartBytes + versionLength;
        BlockReader.Fill(input, bytes.Slice(PartialFormat.HeaderStartBytes, versionLength + PartialFormat.ChecksumBytes), "the header");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[length..]) != PartialFormat.Checksum(bytes[..length], 0))
            throw new PartialFormatException("The header's checksum is wrong.");

        var minLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        var countedBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (bytes[5] > PartialFormat.FoldCaseFlag || minLength is < 1 or > CountOptions.LongestMinLength || countedBytes < 0)
            throw new PartialFormatException("The header has options or a length that no partial may have.");

        var tableVersion = Encoding.ASCII.GetString(bytes.Slice(PartialFormat.HeaderStartBytes, versionLength));
        if (tableVersion != LetterTable.UnicodeVersion)
        {
            throw new PartialFormatException(
                $"The partial was counted with the letters of Unicode {tableVersion}, and this party counts with those of {LetterTable.UnicodeVersion}. Bring worker and master to the same version.");
        }

        return new PartialHeader(new CountOptions(bytes[5] == PartialFormat.FoldCaseFlag, minLength), countedBytes, tableVersion);
    }
}
