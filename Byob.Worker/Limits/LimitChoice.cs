namespace Byob.Worker.Limits;

/// <summary>Chooses each limit from the first of the command line, <c>worker.json</c> and the preset that says something of it, and notes which it was.</summary>
internal sealed class LimitChoice(WrittenLimits started, WrittenLimits file, WrittenLimits preset)
{
    private readonly List<LimitLine> _lines = [];

    public IReadOnlyList<LimitLine> Lines => _lines;

    public void Say(string key, string value, LimitSource source) => _lines.Add(new LimitLine(key, value, source));

    public T? Of<T>(string key, Func<WrittenLimits, T?> limit, Func<T, string> words, string none = "no limit")
        where T : struct
    {
        var (value, source) = limit(started) is { } typed ? (typed, LimitSource.CommandLine)
            : limit(file) is { } own ? (own, LimitSource.WorkerJson)
            : limit(preset) is { } usual ? (usual, LimitSource.Preset)
            : ((T?)null, LimitSource.Platform);
        Say(key, value is { } chosen ? words(chosen) : none, source);
        return value;
    }

    /// <summary>A limit that the system has set may be stricter than what was chosen.</summary>
    public int? Within(int? chosen, int? given, Func<int, string> words)
    {
        if (given is not { } most || chosen <= most)
            return chosen;
        _lines[^1] = _lines[^1] with { Value = words(most), Source = LimitSource.System };
        return most;
    }

    public WorkHours? OfHours(string key, Func<WrittenLimits, WorkHours?> limit)
    {
        var hours = limit(started) ?? limit(file) ?? limit(preset);
        Say(key, hours?.Words ?? "always", hours is null ? LimitSource.Platform : limit(started) is null ? LimitSource.WorkerJson : LimitSource.CommandLine);
        return hours;
    }
}
