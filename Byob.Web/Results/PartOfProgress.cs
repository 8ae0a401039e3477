namespace Byob.Web.Results;

/// <summary>Reports one stage's progress as a part of the whole, and only steps that somebody could see.</summary>
internal sealed class PartOfProgress(IProgress<double> whole, double from, double to) : IProgress<double>
{
    private const double Step = 0.005;

    private double _last = double.NegativeInfinity;

    public void Report(double value)
    {
        if (value < _last + Step)
            return;
        _last = value;
        whole.Report(from + (to - from) * value);
    }
}
