using Byob.Worker.Commands;
using Byob.Worker.Counting;
using Byob.Worker.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Byob.Worker.Tests.Commands;

public sealed class ConsoleViewTests
{
    [Theory]
    [InlineData(false, 5, "idle | ")]
    [InlineData(true, 1, "\r\u001b[K")]
    public async Task View_TimePasses_ShowsTheStatus(bool rewrites, int seconds, string expected)
    {
        var time = new FakeTimeProvider();
        var shown = new ShownLines();
        await using var master = await TestMaster.StartAsync();
        using var spool = new TempFolder();
        var options = new WorkerEngineOptions { Master = master.Address, Token = _ => new(TestMaster.GoodToken), SpoolFolder = spool.Path };
        using var source = new HttpRangeSource(options.Master, options.Token);
        var engine = new WorkerEngine(options, source, TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        await using var view = new ConsoleView(engine, new Terminal(shown, TextWriter.Null, rewrites, null), time);
        var running = engine.RunAsync(stop.Token);
        await shown.Lines.NextAsync(line => line.Contains("In the party", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromSeconds(seconds));
        if (rewrites)
            await shown.Lines.NextAsync(line => line.StartsWith("idle | ", StringComparison.Ordinal));
        else
            await shown.Lines.NextAsync(line => line.Contains(expected, StringComparison.Ordinal));

        await stop.CancelAsync();
        await shown.Lines.NextAsync(line => rewrites ? line == expected : line.Contains("Stopped, as asked", StringComparison.Ordinal));
        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
