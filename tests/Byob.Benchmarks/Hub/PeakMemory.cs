using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks.Hub;

/// <summary>The most memory that a process has had, as the system counts it.</summary>
internal sealed class PeakMemory : IAsyncDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Process _process;
    private readonly Task _sampling;
    private long _ownBytes;

    public PeakMemory(Process process)
    {
        _process = process;
        _sampling = SampleAsync();
    }

    /// <summary>The largest working set so far: the process's own memory, and pages of files that it has mapped, which the system can take back at any time.</summary>
    public long WorkingSetBytes => Read("VmHWM:") is > 0 and var peak ? peak : _process.PeakWorkingSet64;

    /// <summary>The most memory of its own that was seen, looked at fifty times a second; 0 where the system does not tell.</summary>
    public long OwnBytes => Math.Max(Interlocked.Read(ref _ownBytes), Read("RssAnon:"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _ownBytes, Math.Max(_ownBytes, Read("RssAnon:")));
            await Task.Delay(s_between, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private long Read(string key)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // Another system, or the process has ended.
            return 0;
        }
    }
}
