namespace Byob.Shared.Partials;

/// <param name="DistinctWords">Entries of the partial.</param>
/// <param name="TotalWords">Sum of their counts.</param>
public readonly record struct PartialTotals(long DistinctWords, long TotalWords);
