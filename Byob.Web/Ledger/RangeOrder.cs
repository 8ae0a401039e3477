namespace Byob.Web.Ledger;

/// <summary>Ranges by where they begin.</summary>
internal sealed class RangeOrder : IComparer<LedgerRange>
{
    public static RangeOrder Instance { get; } = new();

    public int Compare(LedgerRange? x, LedgerRange? y) => x!.Range.Start.CompareTo(y!.Range.Start);
}
