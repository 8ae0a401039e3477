namespace Byob.Worker.Limits;

/// <summary>One limit in force, for people.</summary>
/// <param name="Key">As it is called in <c>worker.json</c>.</param>
/// <param name="Value">In words; "no limit" where there is none.</param>
public sealed record LimitLine(string Key, string Value, LimitSource Source)
{
    /// <summary>Where it comes from, in words.</summary>
    public string From => Source switch
    {
        LimitSource.Preset => "the preset",
        LimitSource.WorkerJson => "worker.json",
        LimitSource.CommandLine => "the command line",
        LimitSource.System => "the system (service manager or container)",
        _ => "platform default",
    };
}
