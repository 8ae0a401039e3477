using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Simulation;

/// <summary>A chunk in a simulated worker's hands.</summary>
internal sealed class SimulatedLease(LeaseToken token, JobId job, ByteRange range, TimeSpan arrived)
{
    /// <summary>Read ahead of the counter: what a real worker's pieces hold.</summary>
    private const long ReadAhead = 5 * 256 * 1024;

    public LeaseToken Token { get; set; } = token;

    public JobId Job { get; } = job;

    public ByteRange Range { get; set; } = range;

    public TimeSpan Arrived { get; } = arrived;

    public LeaseStage Stage { get; set; }

    /// <summary>Whether it fails when it has been read.</summary>
    public string? Fault { get; set; }

    /// <summary>An answer to a shrink is on its way: the partial waits until the master has it.</summary>
    public bool Owed { get; set; }

    /// <summary>Its first byte is there from then on.</summary>
    public TimeSpan BeginsAt { get; set; }

    public double Counted { get; set; }

    /// <summary>Goes up whenever its end is planned anew.</summary>
    public int Plan { get; set; }

    public long Read => Math.Min(Range.Length, (long)Counted + (Stage == LeaseStage.Counting ? ReadAhead : 0));

    public HeldLease Held => new(Token, Job, Range, Stage == LeaseStage.Sending && Fault is null);
}
