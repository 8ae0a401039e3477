using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Settings;

public sealed class SettingsWatchTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Recorded<WrittenLimits> _applied = new();
    private readonly Recorded<string> _said = new();
    private readonly Task _watching;
    private DateTime _written = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public SettingsWatchTests()
    {
        var started = new WorkerSettings(new Uri("http://host:1/"), "Ada", "laptop") { Limits = new WrittenLimits(Slots: 2, Prefetch: 1) };
        SettingsFile.Write(Path, started);
        _watching = new SettingsWatch(
            Path,
            started,
            limits =>
            {
                _applied.Add(limits);
                return Task.CompletedTask;
            },
            _said.Add,
            _time).RunAsync(_over.Token);
    }

    private string Path => _folder["worker.json"];

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_ChangedSlots_AreApplied()
    {
        Write("""{ "master": "http://host:1", "name": "Ada", "machine": "laptop", "slots": 5, "prefetch": 0 }""");

        Assert.Equal(new WrittenLimits(Slots: 5, Prefetch: 0), await _applied.NextAsync());
    }

    [Fact]
    public async Task File_Broken_IsSaidOnceAndTheOldStays()
    {
        Write("""{ "slots": 900 """);
        Assert.Contains($"{Path} is not readable as JSON", await _said.NextAsync(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(2));
        Write("""{ "master": "http://host:1", "name": "Ada", "machine": "laptop", "slots": 900 }""");

        // The next sentence is that of the next fault: the first was not said again.
        Assert.Equal(
            $"{Path} needs mending: \"slots\" is 900; it must be a number from 1 to 256, or be left out for what the preset says. Until then all stays as it was.",
            await _said.NextAsync());
        Assert.Equal(0, _applied.Count);
    }

    [Fact]
    public async Task File_MendedAsItWas_AppliesNothing()
    {
        Write("{");
        await _said.NextAsync();
        Write("""{ "master": "http://host:1", "name": "Ada", "machine": "laptop", "slots": 2, "prefetch": 1 }""");
        Write("""{ "master": "http://host:1", "name": "Ada", "machine": "laptop", "slots": 3, "prefetch": 1 }""");

        Assert.Equal(new WrittenLimits(Slots: 3, Prefetch: 1), await _applied.NextAsync());
        Assert.Equal(1, _applied.Count);
    }

    [Fact]
    public async Task File_OtherMaster_SaysThatItCountsFromTheNextStart()
    {
        Write("""{ "master": "http://other:1", "name": "Ada", "machine": "laptop", "slots": 2, "prefetch": 1 }""");

        Assert.Equal($"The address and the names in {Path} count when the worker is started again.", await _said.NextAsync());
        Assert.Equal(0, _applied.Count);
    }

    [Fact]
    public async Task File_Gone_IsSaid()
    {
        File.Delete(Path);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.StartsWith($"{Path} is gone", await _said.NextAsync(), StringComparison.Ordinal);
    }

    private void Write(string content)
    {
        File.WriteAllText(Path, content);
        // Two writes may fall into one tick of the file system's clock.
        File.SetLastWriteTimeUtc(Path, _written = _written.AddSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
    }
}
