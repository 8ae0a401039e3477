using MessagePack;

namespace Byob.Shared.Counting;

/// <summary>How a job counts. The default is the lab's word count, exactly.</summary>
/// <param name="FoldCase">Counts words without regard to case, as their simple lower-case mapping.</param>
/// <param name="MinLength">Shortest word that is counted, in letters (code points), from 1 to <see cref="LongestMinLength"/>.</param>
[MessagePackObject(keyAsPropertyName: true)]
public sealed record CountOptions(bool FoldCase = false, int MinLength = 1)
{
    public const int LongestMinLength = 1000;

    public static CountOptions Exact { get; } = new();
}
