using Byob.Shared.Hubs;
using Byob.Web.Live;

namespace Byob.Web.Workers;

/// <summary>What the master knows of one worker since it first joined this master; belongs to the <see cref="WorkerRoster"/>.</summary>
public sealed class WorkerEntry(WorkerIdentity identity, int colour, WorkerAccount account)
{
    /// <summary>What is kept of it.</summary>
    public WorkerAccount Account { get; } = account;

    public WorkerIdentity Identity { get; set; } = identity;

    /// <summary>0 to 11; see <see cref="WorkerView"/>.</summary>
    public int Colour { get; } = colour;

    /// <summary>Null while it is not connected.</summary>
    public string? ConnectionId { get; set; }

    public Guid Instance { get; set; }

    public WorkerLiveness Liveness { get; set; }

    public DateTimeOffset ConnectedAt { get; set; }

    public DateTimeOffset LastHeardAt { get; set; }

    /// <summary>When its connection ended; null while it has one.</summary>
    public DateTimeOffset? AwaySince { get; set; }

    public required MachineDescription Machine { get; set; }

    public required WorkerCapacity Capacity { get; set; }

    /// <summary>Null while it has told none.</summary>
    public WorkerLimits? Limits { get; set; }

    /// <summary>When it will take chunks again, while it is held and has said so.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>How its connection runs, or ran last: "WebSockets" or "LongPolling"; null when that is not known.</summary>
    public string? Transport { get; set; }

    public required string WorkerVersion { get; set; }

    public WorkerVitals Vitals { get; set; } = new(0, 0, 0, 0);

    /// <summary>Counted bytes a second, smoothed.</summary>
    public double BytesPerSecond { get; set; }

    /// <summary>Its rate of the last minutes.</summary>
    public RateRing Rates { get; } = new();

    public string? IdleReason { get; set; }

    /// <summary>Why it takes what it takes, if it has said so.</summary>
    public string? CapacityReason { get; set; }
}
