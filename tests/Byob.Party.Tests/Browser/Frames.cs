using Microsoft.Playwright;

namespace Byob.Party.Tests.Browser;

/// <summary>How smoothly a page is drawn.</summary>
internal static class Frames
{
    private const string Collect = """
        span => new Promise(done => {
          const deltas = [];
          let last = performance.now();
          const first = last;
          const step = now => {
            deltas.push(now - last);
            last = now;
            if (now - first < span) requestAnimationFrame(step); else done(deltas.slice(1));
          };
          requestAnimationFrame(step);
        })
        """;

    /// <summary>The time of each frame that a page draws for a while, in milliseconds, the shortest first.</summary>
    public static async Task<double[]> FramesAsync(this IPage page, TimeSpan span)
    {
        var frames = await page.EvaluateAsync<double[]>(Collect, span.TotalMilliseconds);
        Array.Sort(frames);
        return frames;
    }
}
