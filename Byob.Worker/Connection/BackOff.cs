namespace Byob.Worker.Connection;

/// <summary>Says how long to wait before the next try: at random up to a ceiling that doubles from try to try ("full jitter"), so that many who lost one master do not come back in step.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Random random)
{
    private TimeSpan _ceiling = first;

    public TimeSpan Next()
    {
        var wait = _ceiling * random.NextDouble();
        _ceiling = TimeSpan.FromTicks(Math.Min(_ceiling.Ticks * 2, longest.Ticks));
        return wait;
    }

    public void Reset() => _ceiling = first;
}
