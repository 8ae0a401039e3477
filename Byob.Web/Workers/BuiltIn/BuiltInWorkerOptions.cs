namespace Byob.Web.Workers.BuiltIn;

/// <summary>The master's own worker. Section "Worker".</summary>
public sealed class BuiltInWorkerOptions
{
    public const string Section = "Worker";

    public const int MostSlots = 256;

    /// <summary>Whether the master counts too. Default true; <c>--Worker:BuiltIn=false</c> turns it off.</summary>
    public bool BuiltIn { get; set; } = true;

    /// <summary>Chunks that it counts side by side, at most <see cref="MostSlots"/>. Default: the machine's cores.</summary>
    public int Slots { get; set; } = Math.Min(Environment.ProcessorCount, MostSlots);
}
