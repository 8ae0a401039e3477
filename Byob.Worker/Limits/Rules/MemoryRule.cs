namespace Byob.Worker.Limits.Rules;

/// <summary>
/// A process that takes more memory than it may gives back what can be had again, then what it counts, and goes on with less for its words. It is never
/// left to the system to end it.
/// </summary>
/// <param name="used">Resident memory of the process, in bytes.</param>
/// <param name="trim">Lets go what is only kept for speed.</param>
/// <param name="lessForWords">From now on words get less.</param>
internal sealed class MemoryRule(Func<long> used, Action trim, Action lessForWords, TimeProvider time) : ILimitRule
{
    /// <summary>It goes on below this part of the limit.</summary>
    private const double Enough = 0.9;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(5);

    private Hold? _hold;
    private long _since;

    public HoldCause Cause => HoldCause.Memory;

    public Hold? Judge(LimitsInForce limits)
    {
        if (limits.MemoryBytes is not { } most)
            return _hold = null;
        if (_hold is null)
        {
            if (used() <= most)
                return null;
            trim();
            if (used() <= most)
                return null;
            lessForWords();
            _since = time.GetTimestamp();
            return _hold = new Hold(Cause, $"It took more memory than the {most >> 20} MiB that it may; it goes on when it is down to {(long)(most * Enough) >> 20} MiB.");
        }

        trim();
        if (used() <= most * Enough && time.GetElapsedTime(_since) >= s_shortest)
            _hold = null;
        return _hold;
    }
}
