using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Counting;
using Byob.Worker.Status;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Leasing;

/// <summary>Does what the <see cref="LeaseDesk"/> decides: reads, counts, sends, waits; and reports what comes of it. One caller; nothing of it blocks.</summary>
/// <param name="report">Takes an event to the desk.</param>
internal sealed partial class LeaseHands(
    ChunkReader reader,
    ChunkCounter counter,
    PartialSpool spool,
    StatusBoard board,
    Func<DeskEvent, ValueTask> report,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, ChunkWork> _works = [];
    private readonly OpenTasks _open = new();

    /// <summary>The connection over which partials and failures go from now on.</summary>
    public IMasterLine? Line { get; set; }

    /// <summary>The work on a lease; null before it has begun and after it was forgotten.</summary>
    public ChunkWork? Work(int key) => _works.GetValueOrDefault(key);

    /// <summary>Ends the work on a lease at <paramref name="end"/> if that can still be, and returns where it ends now.</summary>
    public long Shrink(int key, long end) => _works[key].ShrinkTo(end);

    /// <summary>Begins an action.</summary>
    /// <param name="ending">Cancelled when the engine ends.</param>
    public void Do(DeskAction action, CancellationToken ending)
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
                _open.Add(SendAsync(_works[send.Key], send, ending));
                break;
            case DeskAction.TellFailure tell:
                _open.Add(TellFailureAsync(tell, ending));
                break;
            case DeskAction.TellShrink tell:
                _open.Add(TellShrinkAsync(tell, ending));
                break;
            case DeskAction.RetryLater retry:
                _open.Add(RetryAsync(retry, ending));
                break;
            case DeskAction.Forget forget:
                if (_works.Remove(forget.Key, out var dropped))
                    Drop(dropped);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to do {action}.");
        }
    }

    /// <summary>Drops all work and waits until it has ended.</summary>
    public async Task DropAllAsync()
    {
        foreach (var work in _works.Values)
            Drop(work);
        _works.Clear();
        await _open.AllEnded();
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
                Unexpected(e, work.Range);
            await report(new DeskEvent.ReadFailed(work.Key, e is RangeReadException ? e.Message : CountFault.Sentence(e)));
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
            await report(new DeskEvent.Counted(work.Key));
        }
        catch (Exception e)
        {
            if (e is not (RangeReadException or OperationCanceledException))
                CountingFailed(e, work.Range);
            var kind = e is RangeReadException ? LeaseFailureKind.ReadFailed : LeaseFailureKind.CountFailed;
            await report(new DeskEvent.NotCounted(work.Key, kind, e is RangeReadException ? e.Message : CountFault.Sentence(e)));
        }
    }

    private async Task SendAsync(ChunkWork work, DeskAction.SendPartial send, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, work.Dropped);
        try
        {
            var reply = await Line!.SubmitPartialAsync(send.Token, work.PartialPath, either.Token);
            await report(new DeskEvent.Submitted(send.Key, reply));
        }
        catch (Exception e)
        {
            if (!either.IsCancellationRequested)
                SendingFailed(e, work.Range);
            await report(new DeskEvent.NotSent(send.Key, send.Session));
        }
    }

    private async Task TellFailureAsync(DeskAction.TellFailure tell, CancellationToken cancellationToken)
    {
        try
        {
            await Line!.FailLeaseAsync(tell.Failure, cancellationToken);
            await report(new DeskEvent.FailureTold(tell.Key));
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
                TellingFailed(e, tell.Failure.Token);
            await report(new DeskEvent.NotSent(tell.Key, tell.Session));
        }
    }

    private async Task TellShrinkAsync(DeskAction.TellShrink tell, CancellationToken cancellationToken)
    {
        try
        {
            await Line!.AnswerShrinkAsync(tell.Token, tell.End, cancellationToken);
            await report(new DeskEvent.ShrinkTold(tell.Key, tell.Session));
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
                AnsweringFailed(e, tell.Token, tell.End);
            await report(new DeskEvent.ShrinkNotTold(tell.Key, tell.Session));
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
            await report(new DeskEvent.RetryDue(retry.Key));
        }
        catch (OperationCanceledException)
        {
            // The engine ends; there will be no next try.
        }
    }

    private void Drop(ChunkWork work)
    {
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

    [LoggerMessage(7201, LogLevel.Error, "Reading {Range} met an error")]
    private partial void Unexpected(Exception e, ByteRange range);

    [LoggerMessage(7202, LogLevel.Error, "Counting {Range} met an error")]
    private partial void CountingFailed(Exception e, ByteRange range);

    [LoggerMessage(7203, LogLevel.Information, "The partial of {Range} did not get through and is sent again")]
    private partial void SendingFailed(Exception e, ByteRange range);

    [LoggerMessage(7204, LogLevel.Information, "The master could not be told that lease {Token} comes back; it is told again")]
    private partial void TellingFailed(Exception e, LeaseToken token);

    [LoggerMessage(7206, LogLevel.Information, "The master could not be told that lease {Token} ends at {End}; it is told again")]
    private partial void AnsweringFailed(Exception e, LeaseToken token, long end);

    [LoggerMessage(7205, LogLevel.Warning, "The file {Path} could not be deleted: {Fault}")]
    private partial void LeftBehind(string path, string fault);
}
