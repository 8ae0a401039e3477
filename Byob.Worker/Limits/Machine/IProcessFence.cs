namespace Byob.Worker.Limits.Machine;

/// <summary>What the system itself keeps this process to, beside what the process does of its own accord.</summary>
internal interface IProcessFence
{
    /// <summary>Has the system keep these limits as far as it can.</summary>
    void Set(LimitsInForce limits);
}
