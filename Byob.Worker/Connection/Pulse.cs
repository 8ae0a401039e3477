using Byob.Shared.Hubs;
using Byob.Worker.Status;

namespace Byob.Worker.Connection;

/// <summary>Sends the worker's heartbeats over a line, and notices when the master has none.</summary>
internal sealed class Pulse(StatusBoard board, VitalsMeter vitals, TimeProvider time)
{
    /// <summary>Missed heartbeats after which the master is taken for gone.</summary>
    private const int MostMissed = 5;

    private const int MostStuck = 3;

    private static readonly TimeSpan s_shortestSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Beats that are on their way out.</summary>
    private int _stuck;

    /// <summary>Beats until the master has been silent for too long, or cancelled.</summary>
    public async Task<LineEnd> BeatAsync(PartyLine line, TimeSpan asked, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromTicks(Math.Clamp(asked.Ticks, s_shortestInterval.Ticks, s_longestInterval.Ticks));
        var patience = interval * MostMissed > s_shortestSilence ? interval * MostMissed : s_shortestSilence;
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            if (line.Silence > patience)
                return LineEnd.Lost($"The master has been silent for {line.Silence.TotalSeconds:0} seconds.");

            // Beats that are stuck in a connection are not followed by ever more of them; the silence ends it.
            if (Volatile.Read(ref _stuck) < MostStuck)
                _ = SendAsync(line, Heartbeat(), cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));

        throw new OperationCanceledException(cancellationToken);
    }

    private async Task SendAsync(PartyLine line, WorkerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _stuck);
        // A beat that cannot be sent says nothing that the end of the line does not say as well.
        await line.HeartbeatAsync(heartbeat, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _stuck);
    }

    private WorkerHeartbeat Heartbeat()
    {
        var status = board.Now();
        var progress = status.Leases.Select(lease => new LeaseProgress(lease.Lease.Token, lease.Stage, lease.BytesRead, lease.BytesCounted));
        return new WorkerHeartbeat(vitals.Measure(), [.. progress], IdleReason(status));
    }

    private static string? IdleReason(WorkerStatus status)
    {
        if (status.Leases.Any(lease => lease.Stage == LeaseStage.Counting))
            return null;
        if (status.Connection == ConnectionState.Stopping)
            return "The worker stops.";
        if (status.HeldBecause is { } reason)
            return reason;
        if (status.Leases.Length > 0)
            return "Reads or sends a chunk.";
        return status.Job is null ? "The party has no job to count." : "Waits for a chunk.";
    }
}
