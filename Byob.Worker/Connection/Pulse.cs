using Byob.Shared.Hubs;
using Byob.Worker.Status;

namespace Byob.Worker.Connection;

/// <summary>Sends the worker's heartbeats over a line, and notices when the master has none.</summary>
internal sealed class Pulse(StatusBoard board, VitalsMeter vitals, TimeProvider time)
{
    /// <summary>Missed heartbeats after which the master is taken for gone.</summary>
    private const int MostMissed = 5;

    private static readonly TimeSpan s_shortestSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Beats until the master has been silent for too long, or cancelled.</summary>
    public async Task<LineEnd> BeatAsync(PartyLine line, TimeSpan asked, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromTicks(Math.Clamp(asked.Ticks, s_shortestInterval.Ticks, s_longestInterval.Ticks));
        var patience = interval * MostMissed > s_shortestSilence ? interval * MostMissed : s_shortestSilence;
        using var timer = new PeriodicTimer(interval, time);
        var beat = Task.CompletedTask;
        do
        {
            if (line.Silence > patience)
                return LineEnd.Lost($"The master has been silent for {line.Silence.TotalSeconds:0} seconds.");

            // A beat that is stuck in a connection is not followed by more of them; the silence ends it.
            if (beat.IsCompleted)
            {
                beat = line.HeartbeatAsync(Heartbeat(), cancellationToken);
                _ = beat.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));

        throw new OperationCanceledException(cancellationToken);
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
        if (status.Leases.Length > 0)
            return "Reads or sends a chunk.";
        return status.Job is null ? "The party has no job to count." : "Waits for a chunk.";
    }
}
