using Byob.Shared.Hubs;
using Byob.Worker.Counting;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging.Abstractions;

namespace Byob.Worker.Tests.Doubles;

/// <summary>An engine at work, with its own spool; stopped when disposed.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpRangeSource _source;
    private readonly Task<WorkerEnd> _end;

    private RunningWorker(WorkerEngineOptions options, TimeProvider time, IRangeSource? source)
    {
        _source = new HttpRangeSource(options.Master, options.Token, options.Throttle?.Down);
        Spool = options.SpoolFolder;
        Engine = new WorkerEngine(options, source ?? _source, time, NullLoggerFactory.Instance);
        Engine.News += News.Add;
        _end = Engine.RunAsync(_stop.Token);
    }

    public WorkerEngine Engine { get; }

    public string Spool { get; }

    public Recorded<WorkerNews> News { get; } = new();

    public Task<WorkerEnd> End => _end.WaitAsync(s_patience);

    public static RunningWorker Start(
        TestMaster master, int slots = 1, int prefetch = 1, string token = TestMaster.GoodToken, TimeProvider? time = null, Func<WorkerEngineOptions, WorkerEngineOptions>? change = null,
        IRangeSource? source = null)
    {
        var options = new WorkerEngineOptions
        {
            Master = master.Address,
            Token = _ => ValueTask.FromResult<string?>(token),
            SpoolFolder = Directory.CreateTempSubdirectory("byob-spool-").FullName,
            MeasureAtStart = false,
            Capacity = new WorkerCapacity(slots, prefetch),
        };
        return new RunningWorker(change?.Invoke(options) ?? options, time ?? TimeProvider.System, source);
    }

    /// <summary>A worker that is in the party.</summary>
    public static async Task<RunningWorker> JoinAsync(TestMaster master, int slots = 1, int prefetch = 1, Func<WorkerEngineOptions, WorkerEngineOptions>? change = null, IRangeSource? source = null)
    {
        var worker = Start(master, slots, prefetch, change: change, source: source);
        await master.Joins.NextAsync();
        return worker;
    }

    public Task<WorkerEnd> StopAsync()
    {
        _stop.Cancel();
        return End;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await End;
        _source.Dispose();
        _stop.Dispose();
        Directory.Delete(Spool, recursive: true);
    }
}
