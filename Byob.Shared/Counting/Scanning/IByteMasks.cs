namespace Byob.Shared.Counting.Scanning;

/// <summary>Looks at a block of 64 bytes at once and answers with one bit a byte, the lowest for the first. One implementation for each width of vectors.</summary>
internal unsafe interface IByteMasks
{
    /// <summary>Bytes of a block.</summary>
    const int BlockBytes = 64;

    /// <summary>Bytes from A to Z and from a to z.</summary>
    static abstract ulong AsciiLetters(byte* block);

    /// <summary>Bytes from 80 to FF.</summary>
    static abstract ulong NonAscii(byte* block);

    /// <summary>Bytes from <paramref name="first"/> to <paramref name="last"/>.</summary>
    static abstract ulong Between(byte* block, byte first, byte last);

    /// <summary>Writes the place of each bit that is set, plus <paramref name="offset"/>, in rising order. May write up to 64 numbers, whatever they are behind the last one that counts.</summary>
    /// <returns>How many bits are set.</returns>
    static abstract int WritePlaces(ulong bits, int offset, ushort* output);
}
