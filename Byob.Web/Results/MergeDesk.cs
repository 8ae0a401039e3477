using System.Collections.Concurrent;
using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Results;

/// <summary>
/// Adds up accepted partials while their jobs are still counted, on threads of its own, so that little is left to do after the last one. What it does
/// early it may as well not do: at the end of a job, what is not in, or should not be in, is found and mended.
/// </summary>
public sealed partial class MergeDesk(DataFolder folder, PartialInbox inbox, IOptions<ResultsOptions> options, ILogger<MergeDesk> logger) : BackgroundService
{
    private const int MostWaiting = 16_384;

    private readonly ResultsOptions _options = options.Value;
    private readonly ConcurrentDictionary<JobId, JobMerge> _merges = new();
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MostWaiting);

    /// <summary>A partial stands for its range from now on. The call never waits; when too many partials do, this one is merged at the end of its job.</summary>
    /// <returns>Whether it was added, when it is known.</returns>
    public Task<bool> Offer(JobId job, MergedRange range)
    {
        var waiting = new Waiting(_merges.GetOrAdd(job, Create), range, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting))
            waiting.Added.SetResult(false);
        return waiting.Added.Task;
    }

    /// <summary>What stood for the bytes from <paramref name="start"/> on does not any more.</summary>
    public void Undo(JobId job, long start)
    {
        if (_merges.TryGetValue(job, out var merge) && merge.Undo(start))
            Forget(job);
    }

    /// <summary>What is merged of a job; null when nothing is.</summary>
    internal JobMerge? Find(JobId job) => _merges.GetValueOrDefault(job);

    /// <summary>Lets go of what was merged of a job, soon. Its partials stay; its end begins anew.</summary>
    public void Forget(JobId job) => _ = ForgetAsync(job);

    /// <inheritdoc cref="Forget"/>
    internal async Task ForgetAsync(JobId job)
    {
        if (!_merges.TryRemove(job, out var merge))
            return;
        try
        {
            await merge.DropAsync();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(job, fault);
        }
    }

    /// <summary>Brings a job's merge to exactly these partials: what is missing is added by all cores.</summary>
    /// <exception cref="BrokenPartialsException">Some of them are gone or damaged: all that are missing are named.</exception>
    internal async Task<JobMerge> CompleteAsync(JobId job, IReadOnlyList<MergedRange> ranges, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var merge = _merges.GetOrAdd(job, Create);
        await merge.CloseAsync();
        if (!merge.IsPartOf(ranges))
        {
            LogAnew(job);
            await ForgetAsync(job);
            merge = _merges.GetOrAdd(job, Create);
            await merge.CloseAsync();
        }

        Share();
        var missing = ranges.Where(range => !merge.Has(range)).ToList();
        var broken = new ConcurrentDictionary<string, bool>();
        var done = ranges.Count - missing.Count;
        using var turn = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (range, stop) =>
        {
            if (!merge.Add(range, stop))
                broken.TryAdd(range.Sha256, true);
            await turn.WaitAsync(stop);
            progress.Report((double)++done / ranges.Count);
            turn.Release();
        });
        if (!broken.IsEmpty)
            throw new BrokenPartialsException([.. missing.Select(range => range.Sha256).Where(broken.ContainsKey).Distinct()]);
        if (merge.Spoiled || !ranges.All(merge.Has))
            throw new InvalidOperationException("The merge has not all partials in it. Resume the job to try again.");
        merge.Freeze();
        return merge;
    }

    /// <summary>Runs that are on the disk go.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var job in _merges.Keys)
            await ForgetAsync(job);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _options.BackgroundThreads).Select(_ => Task.Factory.StartNew(
            () => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private void Run(CancellationToken stoppingToken)
    {
        var waiting = _waiting.Reader;
        while (waiting.WaitToReadAsync(stoppingToken).AsTask().GetAwaiter().GetResult())
        {
            while (waiting.TryRead(out var next))
                next.Added.TrySetResult(Add(next.Merge, next.Range, stoppingToken));
        }
    }

    private bool Add(JobMerge merge, MergedRange range, CancellationToken stoppingToken)
    {
        try
        {
            Share();
            return merge.TryAdd(range, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it was, the end of the job tries again and says so to people.
            LogNotAdded(range.Start, range.End, fault);
            return false;
        }
    }

    private JobMerge Create(JobId job) =>
        new(inbox, job, _options, Path.Combine(folder.Temporary, $"{Guid.CreateVersion7():N}.merge"), _options.MergeMemoryBytes / (_merges.Count + 1));

    /// <summary>Jobs share the memory evenly.</summary>
    private void Share()
    {
        var each = _options.MergeMemoryBytes / Math.Max(1, _merges.Count);
        foreach (var merge in _merges.Values)
            merge.Resize(each);
    }

    private sealed record Waiting(JobMerge Merge, MergedRange Range, TaskCompletionSource<bool> Added);

    [LoggerMessage(4006, LogLevel.Warning, "The runs of job {Job} are not wanted any more and cannot be deleted; the next start tries again")]
    private partial void LogNotDeleted(JobId job, Exception fault);

    [LoggerMessage(4007, LogLevel.Information, "Job {Job}: some of what was merged does not stand any more; merging begins anew")]
    private partial void LogAnew(JobId job);

    [LoggerMessage(4008, LogLevel.Warning, "The partial of bytes {Start} to {End} could not be merged early; the end of the job tries again")]
    private partial void LogNotAdded(long start, long end, Exception fault);
}
