using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Counting;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Leasing;

/// <summary>Drives the <see cref="LeaseDesk"/>: brings it the events one by one, does what it decides, and reports what comes of that.</summary>
internal sealed partial class LeaseRunner(
    WorkerCapacity capacity,
    ChunkReader reader,
    ChunkCounter counter,
    PartialSpool spool,
    StatusBoard board,
    TimeProvider time,
    ILogger<LeaseRunner> logger)
{
    /// <summary>Events that may wait; whoever brings more waits with them.</summary>
    private const int MostEvents = 1024;

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly LeaseDesk _desk = new(capacity);
    private readonly Dictionary<int, ChunkWork> _works = [];
    private readonly Channel<Post> _posts = Channel.CreateBounded<Post>(MostEvents);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OpenTasks _open = new();
    private readonly List<WorkerNews> _news = [];
    private IMasterLine? _line;
    private bool _draining;

    /// <summary>Works until cancelled; then drops all that is held and waits until it has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var post in _posts.Reader.ReadAllAsync(cancellationToken))
            {
                _line = post.Line ?? _line;
                if (post.Event is { } happened)
                {
                    Handle(happened, cancellationToken);
                }

                post.Ask?.TrySetResult(_desk.Present());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            _posts.Writer.TryComplete();
            while (_posts.Reader.TryRead(out var unheard))
                unheard.Ask?.TrySetCanceled(CancellationToken.None);
            _drained.TrySetCanceled(CancellationToken.None);
            foreach (var work in _works.Values.ToList())
                Forget(work);
            await _open.AllEnded();
        }
    }

    public ValueTask PostAsync(DeskEvent happened) => PostAsync(new Post(happened));

    /// <summary>The leases to present to a master, after everything that was posted before.</summary>
    public async Task<IReadOnlyList<HeldLease>> PresentAsync(CancellationToken cancellationToken)
    {
        var ask = new TaskCompletionSource<IReadOnlyList<HeldLease>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(new Post(null, Ask: ask));
        return await ask.Task.WaitAsync(cancellationToken);
    }

    /// <summary>From now on partials and failures go over this line.</summary>
    public ValueTask JoinedAsync(IMasterLine line, DeskEvent.Joined joined) => PostAsync(new Post(joined, line));

    /// <summary>Takes nothing more, gives back what is not counted, and ends when nothing is held.</summary>
    /// <param name="finishCounting">How long chunks that are being counted may go on.</param>
    public async Task DrainAsync(TimeSpan finishCounting, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _draining, true);
        await PostAsync(new DeskEvent.StopTaking());
        if (finishCounting > TimeSpan.Zero)
        {
            try
            {
                await _drained.Task.WaitAsync(finishCounting, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                // What is not counted by now goes back.
            }
        }

        await PostAsync(new DeskEvent.StopCounting());
        await _drained.Task.WaitAsync(cancellationToken);
    }

    private async ValueTask PostAsync(Post post)
    {
        try
        {
            await _posts.Writer.WriteAsync(post);
        }
        catch (ChannelClosedException)
        {
            // The engine has ended, and nobody wants to know any more.
            post.Ask?.TrySetCanceled(CancellationToken.None);
        }
    }

    private void Handle(DeskEvent happened, CancellationToken cancellationToken)
    {
        foreach (var action in _desk.On(happened))
            Do(action, cancellationToken);

        // Whoever hears the news finds a status that knows of it.
        board.Show([.. _desk.Held.Select(chunk => new StatusBoard.Shown(chunk.Lease, StageOf(chunk), _works.GetValueOrDefault(chunk.Key)))]);
        foreach (var news in _news)
            board.Tell(news);
        _news.Clear();
        if (Volatile.Read(ref _draining) && _desk.Held.Count == 0)
            _drained.TrySetResult();
    }

    private void Do(DeskAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case DeskAction.StartReading start:
                var work = new ChunkWork(start.Key, start.Lease, spool.PathOf(start.Key));
                _works.Add(start.Key, work);
                work.Reading = _open.Add(Task.Run(() => ReadAsync(work), CancellationToken.None));
                break;
            case DeskAction.StartCounting start:
                _works[start.Key].Counting = _open.Add(CountAsync(_works[start.Key]));
                break;
            case DeskAction.SendPartial send:
                _open.Add(SendAsync(_works[send.Key], send, cancellationToken));
                break;
            case DeskAction.TellFailure tell:
                _open.Add(TellFailureAsync(tell, cancellationToken));
                break;
            case DeskAction.RetryLater retry:
                _open.Add(RetryAsync(retry, cancellationToken));
                break;
            case DeskAction.Forget forget:
                if (_works.TryGetValue(forget.Key, out var dropped))
                    Forget(dropped);
                break;
            case DeskAction.Tell tell:
                _news.Add(tell.News with { BytesPerSecond = _works.GetValueOrDefault(tell.Key)?.BytesPerSecond ?? 0 });
                break;
            default:
                throw new InvalidOperationException($"The runner does not know the action {action}.");
        }
    }

    private async Task ReadAsync(ChunkWork work)
    {
        try
        {
            await reader.ReadAsync(work);
        }
        catch (Exception e)
        {
            if (work.Dropped.IsCancellationRequested)
                return;
            if (e is not RangeReadException)
                Unexpected(e, work.Lease.Range);
            await PostAsync(new DeskEvent.ReadFailed(work.Key, e is RangeReadException ? e.Message : CountFault.Sentence(e)));
        }
    }

    private async Task CountAsync(ChunkWork work)
    {
        var started = time.GetTimestamp();
        try
        {
            await counter.CountAsync(work);
            work.Took(time.GetElapsedTime(started));
            board.ChunkCounted(work.BytesPerSecond);
            await PostAsync(new DeskEvent.Counted(work.Key));
        }
        catch (Exception e)
        {
            if (e is not (RangeReadException or OperationCanceledException))
                CountingFailed(e, work.Lease.Range);
            var kind = e is RangeReadException ? LeaseFailureKind.ReadFailed : LeaseFailureKind.CountFailed;
            await PostAsync(new DeskEvent.NotCounted(work.Key, kind, e is RangeReadException ? e.Message : CountFault.Sentence(e)));
        }
    }

    private async Task SendAsync(ChunkWork work, DeskAction.SendPartial send, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, work.Dropped);
        try
        {
            var reply = await _line!.SubmitPartialAsync(send.Token, work.PartialPath, either.Token);
            await PostAsync(new DeskEvent.Submitted(send.Key, reply));
        }
        catch (Exception e)
        {
            if (!either.IsCancellationRequested)
                SendingFailed(e, work.Lease.Range);
            await PostAsync(new DeskEvent.NotSent(send.Key, send.Session));
        }
    }

    private async Task TellFailureAsync(DeskAction.TellFailure tell, CancellationToken cancellationToken)
    {
        try
        {
            await _line!.FailLeaseAsync(tell.Failure, cancellationToken);
            await PostAsync(new DeskEvent.FailureTold(tell.Key));
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
                TellingFailed(e, tell.Failure.Token);
            await PostAsync(new DeskEvent.NotSent(tell.Key, tell.Session));
        }
    }

    private async Task RetryAsync(DeskAction.RetryLater retry, CancellationToken cancellationToken)
    {
        var backOff = new BackOff(s_firstRetry, s_longestRetry, Random.Shared);
        for (var skipped = 1; skipped < retry.Tries; skipped++)
            backOff.Next();
        try
        {
            await Task.Delay(backOff.Next(), time, cancellationToken);
            await PostAsync(new DeskEvent.RetryDue(retry.Key));
        }
        catch (OperationCanceledException)
        {
            // The engine ends; there will be no next try.
        }
    }

    private void Forget(ChunkWork work)
    {
        _works.Remove(work.Key);
        work.Drop();
        _open.Add(CleanUpAsync(work));
    }

    private async Task CleanUpAsync(ChunkWork work)
    {
        await Task.WhenAll(work.Reading, work.Counting);
        work.Dispose();
        try
        {
            File.Delete(work.PartialPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LeftBehind(work.PartialPath, e.Message);
        }
    }

    private static LeaseStage StageOf(HeldChunk chunk) => chunk.Stage switch
    {
        HeldStage.Waiting => LeaseStage.Waiting,
        HeldStage.Reading => LeaseStage.Reading,
        HeldStage.Counting => LeaseStage.Counting,
        _ => LeaseStage.Sending,
    };

    private sealed record Post(DeskEvent? Event, IMasterLine? Line = null, TaskCompletionSource<IReadOnlyList<HeldLease>>? Ask = null);

    [LoggerMessage(7201, LogLevel.Error, "Reading {Range} met an error")]
    private partial void Unexpected(Exception e, ByteRange range);

    [LoggerMessage(7202, LogLevel.Error, "Counting {Range} met an error")]
    private partial void CountingFailed(Exception e, ByteRange range);

    [LoggerMessage(7203, LogLevel.Information, "The partial of {Range} did not get through and is sent again")]
    private partial void SendingFailed(Exception e, ByteRange range);

    [LoggerMessage(7204, LogLevel.Information, "The master could not be told that lease {Token} comes back; it is told again")]
    private partial void TellingFailed(Exception e, LeaseToken token);

    [LoggerMessage(7205, LogLevel.Warning, "The file {Path} could not be deleted: {Fault}")]
    private partial void LeftBehind(string path, string fault);
}
