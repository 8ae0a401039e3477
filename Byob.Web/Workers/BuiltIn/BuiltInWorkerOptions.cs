namespace Byob.Web.Workers.BuiltIn;

/// <summary>The master's own worker. Section "Worker".</summary>
public sealed class BuiltInWorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Whether the master counts too. Default true; <c>--Worker:BuiltIn=false</c> turns it off.</summary>
    public bool BuiltIn { get; set; } = true;

    /// <summary>Chunks that it counts side by side. Default: the machine's cores.</summary>
    public int Slots { get; set; } = Environment.ProcessorCount;
}
