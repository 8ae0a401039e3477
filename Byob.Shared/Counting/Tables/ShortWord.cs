using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Byob.Shared.Counting.Tables;

/// <summary>Words of at most 16 bytes as vectors: the bytes, then zeros. No letter has a zero byte, so that the vector says the length as well.</summary>
internal static unsafe class ShortWord
{
    public const int LongestBytes = 16;

    /// <summary>Random for each process, so that nobody can craft a text whose words collide.</summary>
    private static readonly Vector128<ulong> s_seed = Vector128.Create(MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(16)));

    private static readonly Vector128<ulong> s_secondSeed = Vector128.Create(MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(16)));

    public static Vector128<ulong> Seed => s_seed;

    public static Vector128<ulong> SecondSeed => s_secondSeed;

    private static ReadOnlySpan<byte> Masks =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The word at <paramref name="start"/>; 16 bytes are read there whatever its length.</summary>
    /// <param name="length">From 1 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(byte* start, uint length) =>
        Vector128.Load(start) & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), LongestBytes - length);

    /// <inheritdoc cref="Load(byte*, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ref byte start, uint length) =>
        Vector128.LoadUnsafe(ref start) & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), LongestBytes - length);

    public static Vector128<byte> Of(ReadOnlySpan<byte> word)
    {
        Span<byte> bytes = stackalloc byte[LongestBytes];
        word.CopyTo(bytes);
        return Vector128.Create<byte>(bytes);
    }

    /// <inheritdoc cref="Hash(Vector128{byte}, Vector128{ulong}, Vector128{ulong})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(Vector128<byte> word) => Hash(word, s_seed, s_secondSeed);

    /// <summary>Two rounds of AES where the machine has them: every bit of the result hangs on every byte. A multiplication elsewhere.</summary>
    /// <param name="seed"><see cref="Seed"/>, which a loop reads once.</param>
    /// <param name="secondSeed"><see cref="SecondSeed"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(Vector128<byte> word, Vector128<ulong> seed, Vector128<ulong> secondSeed)
    {
        if (X86Aes.IsSupported)
        {
            var mixed = X86Aes.Encrypt(word ^ seed.AsByte(), secondSeed.AsByte());
            return X86Aes.Encrypt(mixed, seed.AsByte()).AsUInt64().ToScalar();
        }

        var halves = word.AsUInt64() ^ seed;
        var high = Math.BigMul(halves.ToScalar(), halves.GetElement(1) ^ secondSeed.ToScalar(), out var low);
        var product = Math.BigMul(high ^ low, 0x9E37_79B9_7F4A_7C15, out low);
        return product ^ low;
    }

    /// <summary>Bytes of the word.</summary>
    public static int Length(Vector128<byte> word)
    {
        var zeros = Vector128.Equals(word, Vector128<byte>.Zero).ExtractMostSignificantBits();
        return System.Numerics.BitOperations.TrailingZeroCount(zeros | 1u << LongestBytes);
    }

    /// <summary>The first eight bytes as a number that orders as they do.</summary>
    public static ulong Prefix(Vector128<byte> word) => BinaryPrimitives.ReverseEndianness(word.AsUInt64().ToScalar());

    /// <summary>The other eight.</summary>
    public static ulong Suffix(Vector128<byte> word) => BinaryPrimitives.ReverseEndianness(word.AsUInt64().GetElement(1));
}
