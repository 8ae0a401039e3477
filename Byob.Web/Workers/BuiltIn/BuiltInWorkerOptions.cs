namespace Byob.Web.Workers.BuiltIn;

/// <summary>The master's own worker. Section "Worker".</summary>
public sealed class BuiltInWorkerOptions
{
    public const string Section = "Worker";

    public const int MostSlots = 256;

    /// <summary>Whether the master counts too. Default true; <c>--Worker:BuiltIn=false</c> turns it off.</summary>
    public bool BuiltIn { get; set; } = true;

    public const int LeastMemoryMiB = 16;

    /// <summary>Memory for the words of all its slots together, in MiB; beyond it words are set aside on the disk. Default: an eighth of the machine's.</summary>
    public int MemoryMiB { get; set; } = (int)Math.Max(LeastMemoryMiB, (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8) >> 20);

    /// <summary>Chunks that it counts side by side, at most <see cref="MostSlots"/>. Default: the machine's cores.</summary>
    public int Slots { get; set; } = Math.Min(Environment.ProcessorCount, MostSlots);
}
