using Byob.Worker.Member;

namespace Byob.Worker.Commands;

/// <summary>An upload where nobody watches: a line now and then.</summary>
internal sealed class UploadLines(TextWriter writer, string name, long length, TimeProvider time) : IUploadProgress
{
    private static readonly TimeSpan s_everyLine = TimeSpan.FromSeconds(5);

    private long _begunAt;
    private long _saidAt;
    private long _from;

    public void Begin(long offset)
    {
        _begunAt = _saidAt = time.GetTimestamp();
        _from = offset;
        if (offset == 0)
            writer.WriteLine($"Sending {name}, {StatusLines.Bytes(length)}.");
        else if (offset < length)
            writer.WriteLine($"Sending {name}, {StatusLines.Bytes(length)}: {JobLines.Percent((double)offset / length)} has arrived before, and it goes on from there.");
    }

    public void At(long offset)
    {
        if (time.GetElapsedTime(_saidAt) < s_everyLine)
            return;
        _saidAt = time.GetTimestamp();
        var rate = Math.Max(0, offset - _from) / Math.Max(1e-3, time.GetElapsedTime(_begunAt).TotalSeconds);
        var left = rate > 1 ? $" | {JobLines.Span(TimeSpan.FromSeconds((length - offset) / rate))} left" : "";
        writer.WriteLine($"{JobLines.Percent((double)offset / length)} of {StatusLines.Bytes(length)} | {StatusLines.Bytes(rate)}/s{left}");
    }

    public void Say(string sentence) => writer.WriteLine(sentence);
}
