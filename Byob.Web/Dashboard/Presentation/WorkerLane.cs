using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Byob.Web.Live;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>One worker's part in a job: what it counted, and when it worked on what.</summary>
/// <param name="Bytes">Counted and accepted.</param>
/// <param name="Share">Of the accepted bytes, 0 to 1.</param>
/// <param name="Rows">How many attempts it had side by side, at most <see cref="MostRows"/>.</param>
public sealed record WorkerLane(string Worker, int Colour, long Bytes, double Share, int Running, ImmutableArray<LaneBar> Bars, int Rows)
{
    public const int MostRows = 6;

    // Many pages show the same drawing: its segments are added up once.
    private static readonly ConditionalWeakTable<LedgerSnapshot, StrongBox<ImmutableArray<WorkerLane>>> Known = [];

    /// <summary>Lanes in the order of their part, over the span of the attempts that the ledger still knows.</summary>
    public static ImmutableArray<WorkerLane> Of(LedgerSnapshot ledger) => Known.GetValue(ledger, one => new StrongBox<ImmutableArray<WorkerLane>>(Make(one))).Value;

    private static ImmutableArray<WorkerLane> Make(LedgerSnapshot ledger)
    {
        var bytes = ledger.Segments
            .Where(segment => segment.State == SegmentState.Done)
            .GroupBy(segment => (Name: segment.WorkerName ?? "?", segment.Colour))
            .ToDictionary(group => group.Key, group => group.Sum(segment => segment.Range.Length));
        var attempts = ledger.Attempts.ToLookup(attempt => (Name: attempt.WorkerName, attempt.Colour));
        var (from, until) = Span(ledger.Attempts);
        var accepted = Math.Max(1, bytes.Values.Sum());
        return
        [
            .. bytes.Keys.Union(attempts.Select(group => group.Key))
                .Select(worker =>
                {
                    var mine = bytes.GetValueOrDefault(worker);
                    var (bars, rows) = Lay(attempts[worker], from, until);
                    return new WorkerLane(worker.Name, worker.Colour, mine, (double)mine / accepted, attempts[worker].Count(attempt => attempt.Outcome == "Running"), bars, rows);
                })
                .OrderByDescending(lane => lane.Bytes)
                .ThenBy(lane => lane.Worker, StringComparer.Ordinal),
        ];
    }

    /// <summary>From the first known attempt's beginning to the last one's end.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Span(ImmutableArray<AttemptView> attempts) =>
        attempts.IsDefaultOrEmpty ? default : (attempts.Min(Began), attempts.Max(Ended));

    /// <summary>An attempt's time is that of its grant while it runs, of its settlement afterwards.</summary>
    public static DateTimeOffset Began(AttemptView attempt) => attempt.Outcome == "Running" ? attempt.At : attempt.At - attempt.Duration;

    private static DateTimeOffset Ended(AttemptView attempt) => Began(attempt) + attempt.Duration;

    private static (ImmutableArray<LaneBar> Bars, int Rows) Lay(IEnumerable<AttemptView> attempts, DateTimeOffset from, DateTimeOffset until)
    {
        var span = Math.Max(1, (until - from).TotalMilliseconds);
        var free = new List<DateTimeOffset>(MostRows);
        var bars = ImmutableArray.CreateBuilder<LaneBar>();
        foreach (var attempt in attempts.OrderBy(Began))
        {
            var row = free.FindIndex(end => end <= Began(attempt));
            if (row < 0 && free.Count < MostRows)
            {
                row = free.Count;
                free.Add(default);
            }

            // More side by side than there are rows: the last row takes them, one over the other.
            row = row < 0 ? MostRows - 1 : row;
            free[row] = Ended(attempt);
            bars.Add(new LaneBar(
                Format.Fraction((Began(attempt) - from).TotalMilliseconds / span),
                Format.Fraction(attempt.Duration.TotalMilliseconds / span),
                row,
                attempt.Outcome switch { "Accepted" => LaneBarKind.Good, "Running" => LaneBarKind.Running, _ => LaneBarKind.Wasted },
                $"{Format.Range(attempt.Range)}: {Looks.OfAttempt(attempt.Outcome).Text.ToLowerInvariant()} after {Format.Duration(attempt.Duration)}"
                + (attempt.Attempt > 1 ? $", attempt {attempt.Attempt}" : "")));
        }

        return (bars.ToImmutable(), Math.Max(1, free.Count));
    }
}

/// <param name="Left">Beginning as a part of the span, 0 to 1.</param>
public sealed record LaneBar(double Left, double Width, int Row, LaneBarKind Kind, string Label);

public enum LaneBarKind
{
    Good,
    Running,

    /// <summary>It did not count.</summary>
    Wasted,
}
