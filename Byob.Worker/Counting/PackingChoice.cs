namespace Byob.Worker.Counting;

/// <summary>
/// Decides whether the next range is asked for packed: only over a link that was measured to be slow, and only while packed ranges were measured to
/// come faster than plain ones. For use by several readers at once.
/// </summary>
internal sealed class PackingChoice
{
    /// <summary>Fewer bytes say little of a link.</summary>
    public const long LeastMeasured = 1 << 20;

    /// <summary>Ranges until the way that seemed slower is tried again: links change.</summary>
    public const int RangesUntilLook = 16;

    /// <summary>Bytes a second. Beyond them packing and unpacking take longer than they save.</summary>
    public const double FastLink = 150e6;

    /// <summary>By how much packed ranges have to be faster to be worth the master's work.</summary>
    private const double WorthIt = 1.15;

    private readonly Lock _lock = new();
    private double _plain;
    private double _packed;
    private int _since;
    private bool _isNear;
    private bool _isBroken;

    /// <summary>The master is this machine: nothing is ever packed.</summary>
    public void Near()
    {
        lock (_lock)
            _isNear = true;
    }

    /// <summary>Whether to ask for a range of so many bytes packed.</summary>
    public bool ShouldPack(long bytes)
    {
        lock (_lock)
        {
            if (_isNear || _isBroken || bytes < LeastMeasured || _plain is 0 or >= FastLink)
                return false;
            var isBetter = _packed == 0 || _packed >= _plain * WorthIt;
            return ++_since % RangesUntilLook == 0 ? !isBetter : isBetter;
        }
    }

    /// <summary>A range came.</summary>
    /// <param name="bytes">In plain.</param>
    /// <param name="waited">How long the reader waited for them; what came while it was busy costs nothing.</param>
    public void Measured(bool wasPacked, long bytes, TimeSpan waited)
    {
        if (bytes < LeastMeasured)
            return;
        var rate = bytes / Math.Max(waited.TotalSeconds, 1e-6);
        lock (_lock)
        {
            if (wasPacked)
                _packed = Mixed(_packed, rate);
            else
                _plain = Mixed(_plain, rate);
        }
    }

    /// <summary>What came packed made no sense: plain from now on.</summary>
    public void Broken()
    {
        lock (_lock)
            _isBroken = true;
    }

    private static double Mixed(double old, double rate) => old == 0 ? rate : (old + rate) / 2;
}
