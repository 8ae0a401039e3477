namespace Byob.Worker.Limits.Machine;

/// <summary>The process's control group, where it has one to itself.</summary>
internal sealed class LinuxFence(OwnCgroup? group) : IProcessFence
{
    public void Set(LimitsInForce limits)
    {
        group?.Weigh(limits.Priority);
        group?.KeepCores(limits.Values.CpuPercent / 100.0 * Environment.ProcessorCount);
        group?.KeepMemory((long?)(limits.MemoryBytes * ProcessFence.MemoryMargin));
    }
}
