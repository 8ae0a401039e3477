using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Leasing;
using Byob.Worker.Status;

namespace Byob.Worker.Limits;

/// <summary>Lets the worker take what is configured while nothing holds it, and nothing while something does; tells leases, status and master of every change.</summary>
internal sealed class CapacityKeeper(WorkerCapacity configured, HoldBoard holds, DeskMail mail, StatusBoard board, CapacityWish wish, TimeProvider time)
{
    private static readonly WorkerCapacity s_nothing = new(0, 0);

    /// <summary>Timers have a longest wait; after this it is looked at again.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private WorkerCapacity _configured = configured;
    private string? _why;
    private bool _atOnce;
    private CapacityWish.Take _inForce = new(configured, null, null);

    public WorkerCapacity Configured => Volatile.Read(ref _configured);

    /// <summary>Follows the holds until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (now, changed) = holds.Watch();
            await ApplyAsync();
            var soonest = now.Min(hold => hold.Until);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var due = soonest is { } until ? Task.Delay(Wait(until), time, over.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token);
            await Task.WhenAny(changed, due);
            await over.CancelAsync();
        }
    }

    public async Task ConfigureAsync(WorkerCapacity capacity, string? why)
    {
        (_configured, _why) = (capacity, why);
        await ApplyAsync();
    }

    /// <summary>One at a time, in the order of the calls.</summary>
    private Task ApplyAsync()
    {
        lock (_lock)
            return _last = ApplyAfterAsync(_last);
    }

    private async Task ApplyAfterAsync(Task last)
    {
        await last;
        var (now, _) = holds.Watch();
        var hold = now.Count > 0 ? now[0] : null;
        // Of several, the one that ends last says when the worker goes on; one without an end leaves it open.
        var until = now.Any(one => one.Until is null) ? null : now.Max(one => one.Until);
        var next = hold is null
            ? new CapacityWish.Take(_configured, _why, null)
            : new CapacityWish.Take(s_nothing, hold.Reason, until);
        var atOnce = now.Any(one => one.AtOnce);
        if (next == _inForce && atOnce == _atOnce)
            return;

        var because = next.Reason ?? (_inForce.Capacity.Slots == 0 ? "Nothing holds it any more." : "The worker's owner changed how much it takes.");
        await mail.PostAsync(new DeskEvent.CapacityChanged(next.Capacity, because, atOnce));
        board.Capacity(hold?.Reason, until, hold is not null
            ? $"Takes no chunks {(until is { } end ? UntilWords.Of(end, time) : "from now on")}. {because}"
            : $"Takes {next.Capacity.Slots} chunks at once from now on, and {next.Capacity.Prefetch} in advance. {because}");
        (_inForce, _atOnce) = (next, atOnce);
        wish.Set(next);
    }

    private TimeSpan Wait(DateTimeOffset until)
    {
        var wait = until - time.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < s_longestWait ? wait : s_longestWait;
    }
}
