namespace Byob.Worker.Limits;

/// <summary>Where a limit in force comes from. Of two for one thing, the later in this order wins, except that what the system sets is never exceeded.</summary>
public enum LimitSource
{
    /// <summary>Nobody asked for a limit; what the platform gives is used.</summary>
    Platform,

    /// <summary>The preset in force.</summary>
    Preset,

    /// <summary>A key of <c>worker.json</c>.</summary>
    WorkerJson,

    /// <summary>An option that the process was started with.</summary>
    CommandLine,

    /// <summary>The service manager or the container that the process runs in.</summary>
    System,
}
