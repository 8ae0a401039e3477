using System.Numerics;

namespace Byob.Web.Datasets;

/// <summary>
/// Random numbers that stay the same for a seed, on every machine and in every version of .NET: xoshiro256** (Blackman and Vigna),
/// its state filled by SplitMix64.
/// </summary>
internal sealed class SampleRandom
{
    private ulong _s0, _s1, _s2, _s3;

    public SampleRandom(int seed)
    {
        var state = (ulong)(uint)seed;
        _s0 = Mix(ref state);
        _s1 = Mix(ref state);
        _s2 = Mix(ref state);
        _s3 = Mix(ref state);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>From 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)((Next() >> 32) * (uint)limit >> 32);

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
