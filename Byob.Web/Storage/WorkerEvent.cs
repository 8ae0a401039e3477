namespace Byob.Web.Storage;

/// <summary>Something that happened to a machine, kept for its page: the newest ones of each machine.</summary>
public sealed class WorkerEvent
{
    /// <summary>Rises with time.</summary>
    public long Id { get; set; }

    public Guid WorkerId { get; set; }

    public WorkerEventKind Kind { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>For people; says why, where there is a reason.</summary>
    public required string Sentence { get; set; }
}

public enum WorkerEventKind
{
    /// <summary>It is in the party, for the first time or again.</summary>
    Joined,

    /// <summary>It said goodbye.</summary>
    Left,

    /// <summary>It went silent, or its connection broke for too long.</summary>
    Lost,

    /// <summary>Its owner or the host steered it from the dashboard.</summary>
    Steered,

    /// <summary>The party does not trust it any more.</summary>
    SetAside,

    TakenBack,
}
