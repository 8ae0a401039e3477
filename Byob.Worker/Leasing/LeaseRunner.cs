using Byob.Shared.Hubs;
using Byob.Worker.Status;

namespace Byob.Worker.Leasing;

/// <summary>Drives the <see cref="LeaseDesk"/>: takes it the mail, has done what it decides, and shows what is held.</summary>
internal sealed class LeaseRunner(LeaseDesk desk, DeskMail mail, LeaseHands hands, StatusBoard board, TimeProvider time)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _draining;

    /// <summary>Works until cancelled; then drops all that is held and waits until it has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var letter in mail.ReadAllAsync(cancellationToken))
            {
                hands.Line = letter.Line ?? hands.Line;
                if (letter.Event is { } happened)
                    Handle(happened, cancellationToken);
                letter.Ask?.TrySetResult(desk.Present());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            mail.Close();
            _drained.TrySetCanceled(CancellationToken.None);
            await hands.DropAllAsync();
        }
    }

    /// <summary>Takes nothing more, gives back what is not counted, and ends when nothing is held.</summary>
    /// <param name="finishCounting">How long chunks that are being counted may go on.</param>
    public async Task DrainAsync(TimeSpan finishCounting, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _draining, true);
        await mail.PostAsync(new DeskEvent.StopTaking());
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

        await mail.PostAsync(new DeskEvent.StopCounting());
        await _drained.Task.WaitAsync(cancellationToken);
    }

    private void Handle(DeskEvent happened, CancellationToken cancellationToken)
    {
        var news = new List<WorkerNews>();
        for (DeskEvent? next = happened; next is not null;)
        {
            var actions = desk.On(next);
            next = null;
            foreach (var action in actions)
            {
                if (action is DeskAction.Tell tell)
                    news.Add(tell.News with { BytesPerSecond = hands.Work(tell.Key)?.BytesPerSecond ?? 0 });
                else if (action is DeskAction.ShrinkWork shrink)
                    next = new DeskEvent.ShrinkDecided(shrink.Key, hands.Shrink(shrink.Key, shrink.End));
                else
                    hands.Do(action, cancellationToken);
            }
        }

        // Whoever hears the news finds a status that knows of it.
        var shown = desk.Held.Where(chunk => chunk.Stage != HeldStage.Returned);
        board.Show([.. shown.Select(chunk => new StatusBoard.Shown(chunk.Lease, StageOf(chunk), hands.Work(chunk.Key)))]);
        foreach (var item in news)
            board.Tell(item);
        if (Volatile.Read(ref _draining) && desk.Held.Count == 0)
            _drained.TrySetResult();
    }

    private static LeaseStage StageOf(HeldChunk chunk) => chunk.Stage switch
    {
        HeldStage.Waiting => LeaseStage.Waiting,
        HeldStage.Reading => LeaseStage.Reading,
        HeldStage.Counting => LeaseStage.Counting,
        _ => LeaseStage.Sending,
    };
}
