namespace Byob.Web.Ledger;

/// <summary>
/// Plans what idle workers take from busy ones: first chunks that have not begun, then the unread rest of running ones, so that all end together; then
/// whole chunks of holders that do not answer or cannot be cut, as speculative attempts. Pure.
/// </summary>
internal sealed class Rebalancer(SchedulerOptions options, Func<Lease, ScheduledWorker> holderOf)
{
    /// <summary>Seconds that a move has to gain, or it is not worth its messages.</summary>
    private const double LeastGain = 0.05;

    /// <summary>Seconds that a fresh attempt needs before its first byte.</summary>
    private const double StartSeconds = 0.05;

    /// <summary>How much faster a speculative attempt has to promise to be: forecasts are guesses, and its bytes are counted twice.</summary>
    private const double SpeculativeEdge = 1.25;

    /// <summary>The same for a third attempt, when the second turns out to be slow as well.</summary>
    private const double ThirdEdge = 2;

    private const int MostAttemptsAtOnce = 3;

    /// <summary>What a holder reads on while it is being asked to stop, in seconds of its rate, and as a part of what it read since it last said how far it is.</summary>
    private const double AskSeconds = 0.1;
    private const double ReadUncertainty = 0.2;

    public List<RebalanceMove> Plan(ScheduledJob job, IReadOnlyList<ScheduledWorker> idle, DateTimeOffset now)
    {
        List<RebalanceMove> moves = [];
        var forecasts = job.Ledger.Leases.Select(lease => (Lease: lease, Forecast: LeaseForecast.Of(lease, holderOf(lease), now))).ToList();
        // A dictionary's order is nobody's choice; with equal forecasts the place in the dataset decides.
        forecasts.Sort((one, other) => other.Forecast.RemainingSeconds.CompareTo(one.Forecast.RemainingSeconds) is not 0 and var order
            ? order
            : (one.Lease.Range.Start, one.Lease.Attempt).CompareTo((other.Lease.Range.Start, other.Lease.Attempt)));
        Divide(job, idle, forecasts, moves, now);
        Repeat(job, idle, forecasts, moves, now);
        return moves;
    }

    /// <summary>Cuts the rests of leases so that their holders and the idle workers end at the same time, as far as forecasts can tell.</summary>
    private void Divide(
        ScheduledJob job, IReadOnlyList<ScheduledWorker> idle, List<(Lease Lease, LeaseForecast Forecast)> forecasts, List<RebalanceMove> moves, DateTimeOffset now)
    {
        var rate = idle.Where(worker => job.Admits(worker.Id)).Sum(worker => worker.SlotBytesPerSecond * worker.IdleSlots);
        if (rate <= 0)
            return;

        // What was asked for already is as good as free, and will be shared as well.
        var bytes = (double)forecasts.Where(entry => entry.Lease.ShrinkAsked is not null).Sum(entry => entry.Lease.Range.End - entry.Lease.ShrinkAsked!.Value);
        var cuttable = forecasts.Where(entry => MayBeCut(entry.Lease, now)).ToList();
        foreach (var (lease, _) in cuttable.Where(entry => entry.Lease.StartedAt is null))
        {
            bytes += lease.Range.Length;
            moves.Add(new RebalanceMove.Ask(lease, lease.Range.Start));
        }

        // Longest first: each next one is cut only if it would end after the moment at which all before it do.
        var running = cuttable.Where(entry => entry.Lease.StartedAt is not null).Select(entry => (entry.Lease, entry.Forecast, Bytes: Rest(entry.Lease, entry.Forecast))).ToList();
        var taken = 0;
        foreach (var (_, forecast, rest) in running)
        {
            if (rest / forecast.BytesPerSecond <= bytes / rate)
                break;
            bytes += rest;
            rate += forecast.BytesPerSecond;
            taken++;
        }

        var end = bytes / rate;
        foreach (var (lease, forecast, rest) in running.Take(taken))
        {
            // What it reads until it hears of it is its own as well.
            var kept = (long)Math.Min(rest, Math.Max(0, (end - AskSeconds) * forecast.BytesPerSecond));
            if (rest - kept >= options.SmallestChunkBytes && (rest - kept) / forecast.BytesPerSecond >= LeastGain)
                moves.Add(new RebalanceMove.Ask(lease, lease.Range.End - (long)(rest - kept)));
        }
    }

    /// <summary>Gives idle workers the whole of chunks whose holders are silent, or that are too small to be cut, if that promises an earlier end.</summary>
    private void Repeat(
        ScheduledJob job, IReadOnlyList<ScheduledWorker> idle, List<(Lease Lease, LeaseForecast Forecast)> forecasts, List<RebalanceMove> moves, DateTimeOffset now)
    {
        var asked = moves.OfType<RebalanceMove.Ask>().Select(ask => ask.Lease).ToHashSet();
        // Of several attempts at the same bytes, the one that will be first counts.
        var open = forecasts
            .Where(entry => !asked.Contains(entry.Lease))
            .GroupBy(entry => entry.Lease.Entry)
            .Select(attempts => attempts.MinBy(entry => entry.Forecast.RemainingSeconds))
            .Where(entry => MayBeRepeated(entry.Lease, entry.Forecast, now))
            .ToList();
        foreach (var worker in idle.OrderByDescending(worker => worker.SlotBytesPerSecond).ThenBy(worker => worker.Id.Value))
        {
            for (var slots = worker.IdleSlots; slots > 0 && job.Admits(worker.Id); slots--)
            {
                var index = open.FindIndex(entry => IsWorthRepeating(entry.Lease, entry.Forecast, worker));
                if (index < 0)
                    break;
                moves.Add(new RebalanceMove.Speculate(open[index].Lease, worker));
                open.RemoveAt(index);
            }
        }
    }

    private bool MayBeCut(Lease lease, DateTimeOffset now) =>
        lease is { Kind: not LeaseKind.Check, ShrinkAsked: null, Stage: not Shared.Hubs.LeaseStage.Sending }
        && lease.Entry.Leases.Count == 1
        && holderOf(lease).Ready
        // A holder that found it too late is asked again when it has said how far it is.
        && (lease.ShrinkAskedAt is not { } asked || lease.ReportedAt > asked || now - asked > options.ShrinkPatience);

    private bool MayBeRepeated(Lease lease, LeaseForecast forecast, DateTimeOffset now)
    {
        if (lease.Entry.Leases.Count > 1)
            return lease.Entry.Leases.Count < MostAttemptsAtOnce;
        if (lease.StartedAt is null && holderOf(lease).Ready && lease.ShrinkAsked is null)
            return false;
        if (!holderOf(lease).Ready || lease.Kind == LeaseKind.Check)
            return true;
        return lease.ShrinkAsked is not null
            ? now - lease.ShrinkAskedAt > options.ShrinkPatience
            : Rest(lease, forecast) < 2 * options.SmallestChunkBytes || lease.Stage == Shared.Hubs.LeaseStage.Sending;
    }

    private static bool IsWorthRepeating(Lease lease, LeaseForecast forecast, ScheduledWorker worker) =>
        !lease.Entry.KnownTo(worker.Id)
        && !lease.Entry.FailedOn(worker.Id)
        && forecast.RemainingSeconds > ((lease.Entry.Leases.Count > 1 ? ThirdEdge : SpeculativeEdge) * lease.Range.Length / worker.SlotBytesPerSecond) + StartSeconds;

    /// <summary>Bytes that the holder will certainly not have read when it hears that it is to stop.</summary>
    private static double Rest(Lease lease, LeaseForecast forecast) =>
        Math.Max(0, lease.Range.End - forecast.ReadPosition - (forecast.BytesPerSecond * (AskSeconds + (ReadUncertainty * forecast.SecondsSince))));
}
