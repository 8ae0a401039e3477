using Byob.Shared.Counting;

namespace Byob.Worker.Counting;

/// <summary>Measures in a short run of the real count what one slot of this machine may be expected to do, before it has counted anything.</summary>
internal static class SelfBenchmark
{
    private const int TextBytes = 2 << 20;
    private const int SliceBytes = 64 << 10;

    /// <summary>A clock that stands still (or a machine that is very fast) must not make it endless.</summary>
    private const int MostPasses = 64;

    private static readonly TimeSpan s_enough = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(300);

    /// <summary>Bytes a second of one slot; 0 when it could not be measured.</summary>
    public static Task<double> MeasureAsync(TimeProvider time, CancellationToken cancellationToken) => CountThread.RunAsync(() => Measure(time, cancellationToken));

    private static double Measure(TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var text = SampleText.Make(TextBytes);
        var counter = new WordCounter(CountOptions.Exact);
        // The first pass meets code that is not compiled and memory that is not touched yet.
        var warm = Pass(counter, text, time, began, cancellationToken);
        var best = 0.0;
        var spent = TimeSpan.Zero;
        for (var pass = 0; pass < MostPasses && spent < s_enough && time.GetElapsedTime(began) < s_longest; pass++)
        {
            counter.Reset();
            var (counted, took) = Pass(counter, text, time, began, cancellationToken);
            spent += took;
            // The best pass: what else the machine does while a process starts only slows the others down.
            if (took > TimeSpan.Zero)
                best = Math.Max(best, counted / took.TotalSeconds);
        }

        // A machine so slow that the time was over before a second pass is judged by its first.
        return best > 0 || warm.Took == TimeSpan.Zero ? best : warm.Counted / warm.Took.TotalSeconds;
    }

    /// <summary>Counts the text, or as much of it as the time allows.</summary>
    private static (long Counted, TimeSpan Took) Pass(WordCounter counter, byte[] text, TimeProvider time, long began, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var counted = 0;
        while (counted < text.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = text.AsSpan(counted, Math.Min(SliceBytes, text.Length - counted));
            counter.Append(slice);
            counted += slice.Length;
            if (time.GetElapsedTime(began) > s_longest)
                break;
        }

        counter.Complete();
        return (counted, time.GetElapsedTime(started));
    }
}
