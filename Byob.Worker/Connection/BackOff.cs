namespace Byob.Worker.Connection;

/// <summary>Says how long to wait before the next try: at random up to a ceiling that doubles from try to try ("full jitter"), so that many who lost one master do not come back in step.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Random random)
{
    /// <summary>How often the ceiling has doubled.</summary>
    private int _doublings;

    public TimeSpan Next()
    {
        var ceiling = first * Math.Pow(2, _doublings);
        if (ceiling < longest)
            _doublings++;
        else
            ceiling = longest;
        return ceiling * random.NextDouble();
    }

    public void Reset() => _doublings = 0;
}
