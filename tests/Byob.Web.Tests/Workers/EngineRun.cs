using Byob.Shared.Hubs;
using Byob.Web.Tests.Hosting;
using Byob.Worker;
using Byob.Worker.Counting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Byob.Web.Tests.Workers;

/// <summary>A real worker's engine in this process, which dials whatever address a test gives it.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpRangeSource _source;
    private readonly Task<WorkerEnd> _running;

    public EngineRun(Uri master, EnrolReply identity, string? fingerprint = null)
    {
        var token = new Func<CancellationToken, ValueTask<string?>>(_ => ValueTask.FromResult<string?>(identity.Token));
        _source = new HttpRangeSource(master, token, fingerprint: fingerprint);
        Engine = new WorkerEngine(
            new WorkerEngineOptions
            {
                Master = master,
                Fingerprint = fingerprint,
                Token = token,
                SpoolFolder = Path.Combine(_folder.Path, "spool"),
                Capacity = new WorkerCapacity(1, 1),
                MeasureAtStart = false,
            },
            _source,
            TimeProvider.System,
            NullLoggerFactory.Instance);
        Engine.News += news =>
        {
            if (news.Sentence.Contains("certificate", StringComparison.Ordinal))
                _refused.TrySetResult(news.Sentence);
        };
        _running = Engine.RunAsync(_stop.Token);
    }

    private readonly TaskCompletionSource<string> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerEngine Engine { get; }

    /// <summary>What it says of a certificate that it does not take.</summary>
    public Task<string> Refused => _refused.Task.WaitAsync(MasterHost.Patience, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(MasterHost.Patience);
        _source.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }
}
