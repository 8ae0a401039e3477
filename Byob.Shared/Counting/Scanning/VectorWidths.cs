using Byob.Shared.Counting.Tables;

namespace Byob.Shared.Counting.Scanning;

/// <summary>Which widths this machine has, and the scanner of each.</summary>
internal static class VectorWidths
{
    /// <summary>The best that this machine has.</summary>
    public static VectorWidth Widest { get; } = Available[^1];

    /// <summary>All that this machine has, the widest last.</summary>
    public static IReadOnlyList<VectorWidth> Available => [.. Enum.GetValues<VectorWidth>().Where(IsSupported)];

    public static bool IsSupported(this VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => ByteMasks512.IsSupported,
        VectorWidth.Bits256 => ByteMasks256.IsSupported,
        VectorWidth.Bits128 => ByteMasks128.IsSupported,
        _ => true,
    };

    public static WordScanner Scanner(this VectorWidth width, WordTable table, WordFilter? words) => width switch
    {
        VectorWidth.Bits512 => new WordScannerOf<ByteMasks512>(table, words),
        VectorWidth.Bits256 => new WordScannerOf<ByteMasks256>(table, words),
        VectorWidth.Bits128 => new WordScannerOf<ByteMasks128>(table, words),
        _ => new WordScannerOf<ByteMasksScalar>(table, words),
    };
}
