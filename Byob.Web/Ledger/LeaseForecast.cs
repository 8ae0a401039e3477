using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>Guesses how far a lease is and when it will end, from what its worker said last and how fast it is known to be.</summary>
/// <param name="SecondsSince">How old what the worker said is.</param>
internal readonly record struct LeaseForecast(double RemainingSeconds, long ReadPosition, double BytesPerSecond, double SecondsSince)
{
    /// <summary>A worker's own pace in a chunk tells more than its average, once the chunk has run for so long.</summary>
    private const double TellingSeconds = 1;

    public static LeaseForecast Of(Lease lease, ScheduledWorker worker, DateTimeOffset now)
    {
        if (lease.StartedAt is not { } started)
            return new LeaseForecast(double.PositiveInfinity, lease.Range.Start, worker.SlotBytesPerSecond, 0);

        var heard = lease.ReportedAt is { } reported && reported > started ? reported : started;
        var ran = (heard - started).TotalSeconds;
        var rate = ran >= TellingSeconds ? Math.Max(lease.BytesCounted / ran, 1) : worker.SlotBytesPerSecond;
        var since = Math.Max(0, (now - heard).TotalSeconds);
        var remaining = ((lease.Range.Length - lease.BytesCounted) / rate) - since;

        // What is late by some time is expected to be late by as much again.
        if (remaining < 0)
            remaining = -remaining;
        var read = lease.Stage == LeaseStage.Sending ? lease.Range.Length : Math.Min(lease.Range.Length, lease.BytesRead + (long)(rate * since));
        return new LeaseForecast(worker.Ready ? remaining : double.PositiveInfinity, lease.Range.Start + read, rate, since);
    }
}
