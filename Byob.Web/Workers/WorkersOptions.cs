namespace Byob.Web.Workers;

/// <summary>How the master keeps in touch with its workers. Section "Workers".</summary>
public sealed class WorkersOptions
{
    public const string Section = "Workers";

    /// <summary>How often both sides give a sign of life. Default 1 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a worker is suspect. Default 3 s.</summary>
    public TimeSpan SuspectAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Silence after which a worker is lost and its bytes are free again. Default 10 s.</summary>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a worker whose connection broke may take to come back before it is lost. Default 4 s.</summary>
    public TimeSpan ReturnWithin { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a lost worker, or one that left, stays on the page. Default 10 minutes.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Largest frame of a partial, in bytes. Default 64 KiB.</summary>
    public int MaxFrameBytes { get; set; } = 64 * 1024;

    /// <summary>All that is wrong with the values, each a sentence that names its key.</summary>
    public IEnumerable<string> Faults()
    {
        if (HeartbeatInterval < TimeSpan.FromMilliseconds(50) || HeartbeatInterval > TimeSpan.FromMinutes(1))
            yield return "Workers:HeartbeatInterval must be from 50 ms to 1 minute.";
        if (SuspectAfter < HeartbeatInterval * 2)
            yield return "Workers:SuspectAfter must be at least twice Workers:HeartbeatInterval.";
        if (LostAfter <= SuspectAfter)
            yield return "Workers:LostAfter must be longer than Workers:SuspectAfter.";
        if (ReturnWithin < TimeSpan.Zero || ReturnWithin > LostAfter)
            yield return "Workers:ReturnWithin must not be negative, and not longer than Workers:LostAfter.";
        if (ForgetAfter < TimeSpan.Zero)
            yield return "Workers:ForgetAfter must not be negative.";
        if (MaxFrameBytes is < 1024 or > 256 * 1024)
            yield return "Workers:MaxFrameBytes must be from 1024 to 262144.";
    }
}
