using Byob.Worker.Status;

namespace Byob.Worker.Commands;

/// <summary>Shows a worker on a console: a line for everything that happens, and now and then (or, on a terminal, always at the bottom) what it does now.</summary>
internal sealed class ConsoleView : IAsyncDisposable
{
    private static readonly TimeSpan s_everyLine = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_everyRewrite = TimeSpan.FromSeconds(1);
    private const string EraseLine = "\r\u001b[K";

    private readonly WorkerEngine _engine;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _showing;
    private bool _statusShown;

    public ConsoleView(WorkerEngine engine, Terminal terminal, TimeProvider time)
    {
        _engine = engine;
        _terminal = terminal;
        _time = time;
        engine.News += Tell;
        _showing = terminal.IsLog ? Task.CompletedTask : ShowAsync(_over.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _engine.News -= Tell;
        await _over.CancelAsync();
        await _showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    /// <summary>Shows a sentence that is no news of the engine.</summary>
    public void Say(string sentence)
    {
        lock (_lock)
        {
            Erase_NeedsLock();
            _terminal.Out.WriteLine($"{_time.GetLocalNow():HH:mm:ss} {sentence}");
        }
    }

    private void Tell(WorkerNews news)
    {
        // A log of months is to stay readable, and small.
        if (!_terminal.IsLog || news.Kind != WorkerNewsKind.ChunkAccepted)
            Say(ConsoleLines.News(news));
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_terminal.Rewrites ? s_everyRewrite : s_everyLine, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var line = ConsoleLines.Status(_engine.Status, _time);
            lock (_lock)
            {
                Erase_NeedsLock();
                if (_terminal.Rewrites)
                    _terminal.Out.Write(line);
                else
                    _terminal.Out.WriteLine($"{_time.GetLocalNow():HH:mm:ss} {line}");
                _statusShown = _terminal.Rewrites;
            }
        }
    }

    private void Erase_NeedsLock()
    {
        if (_statusShown)
            _terminal.Out.Write(EraseLine);
        _statusShown = false;
    }
}
