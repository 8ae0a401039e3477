namespace Byob.Shared.Counting.Scanning;

/// <summary>How much of a text a scanner looks at in one step.</summary>
internal enum VectorWidth
{
    /// <summary>Byte after byte.</summary>
    Scalar,

    /// <summary>SSE2, NEON.</summary>
    Bits128,

    /// <summary>AVX2.</summary>
    Bits256,

    /// <summary>AVX-512 with VBMI2.</summary>
    Bits512,
}
