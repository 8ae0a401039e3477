using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Dashboard.Components;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Byob.Web.Workers;

/// <summary>Every machine of the party: how it is, what it does, what it has done.</summary>
public sealed partial class WorkersPage
{
    /// <summary>More machines than these are shown as lines, of which only those in sight are drawn.</summary>
    public const int MostCards = 12;

    private readonly EventCallback<WorkerWish> _wished;
    private string _sought = "";
    private ImmutableArray<EnrolledWorker> _enrolled = [];
    private Same<WorkerId>? _connected;

    public WorkersPage() => _wished = EventCallback.Factory.Create<WorkerWish>(this, WishAsync);

    [Inject]
    public required IMembers Members { get; set; }

    [Inject]
    public required IWorkerKeeper Keeper { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    private ImmutableArray<EnrolledWorker> Absent =>
        [.. _enrolled.Where(machine => !Party.Workers.Any(worker => worker.Id.Value == machine.Id))];

    /// <summary>The machines that are sought; all, when nothing is.</summary>
    private List<WorkerView> Found => [.. Party.Workers.Where(worker =>
        worker.Name.Contains(_sought, StringComparison.OrdinalIgnoreCase)
        || worker.OwnerName.Contains(_sought, StringComparison.OrdinalIgnoreCase)
        || Looks.Of(worker.Liveness).Text.Contains(_sought, StringComparison.OrdinalIgnoreCase)
        || (worker.IdleReason ?? "").Contains(_sought, StringComparison.OrdinalIgnoreCase))];

    private string Said
    {
        get
        {
            var alive = Party.Workers.Count(worker => worker.Liveness == WorkerLiveness.Alive);
            var counting = Party.Workers.Count(worker => !worker.Leases.IsDefaultOrEmpty);
            var rate = Party.Workers.Sum(worker => worker.BytesPerSecond);
            return $"{alive} alive, {counting} counting{(rate >= 1000 ? $", {Format.Rate(rate)} together" : "")}";
        }
    }

    protected override object Shown() => (
        ShownParty.Workers(Party, Now),
        Same.As(Party.Workers.Select(worker => WorkerWords.Until(worker, Now))),
        Same.As(Absent.Select(machine => (machine, Format.Age(machine.EnrolledAt, Now), machine.LastSeenAt is { } seen ? Format.Age(seen, Now) : ""))));

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        // The roll changes when a machine comes or goes; it is not asked for on each snapshot.
        var connected = Same.As(Party.Workers.Select(worker => worker.Id));
        if (connected.Equals(_connected))
            return;
        _connected = connected;
        _enrolled = (await Members.RollAsync(cancellationToken)).Workers;
    }

    private bool MayRemove(Guid owner, bool builtIn) => !builtIn && (Actor.IsHost || owner == Actor.MemberId);

    private bool MayTakeBack(Guid owner) => Actor.IsHost || owner == Actor.MemberId;

    private Task WishAsync(WorkerWish wish)
    {
        var (worker, name) = (wish.Worker.Id, wish.Worker.Name);
        return wish.Kind switch
        {
            WorkerWishKind.Pause => SteerAsync(worker, WorkerOrderKind.Pause, wish.Span, $"{name} is paused{(wish.Span is { } span ? $" for {Format.Duration(span)}" : "")}."),
            WorkerWishKind.Drain => SteerAsync(worker, WorkerOrderKind.Drain, wish.Span, $"{name} finishes what it counts, and takes no more."),
            WorkerWishKind.Resume => SteerAsync(worker, WorkerOrderKind.Resume, null, $"{name} goes on."),
            WorkerWishKind.TakeBack => TakeBackAsync(worker, name),
            WorkerWishKind.Remove => RemoveAsync(worker.Value, name),
            _ => throw new ArgumentOutOfRangeException(nameof(wish), wish.Kind, null),
        };
    }

    private Task<bool> SteerAsync(WorkerId worker, WorkerOrderKind order, TimeSpan? span, string done) =>
        DoAsync((actor, cancel) => Keeper.SteerAsync(worker, order, span, actor, cancel), done);

    private async Task TakeBackAsync(WorkerId worker, string name)
    {
        _connected = null;
        await DoAsync((actor, cancel) => Keeper.TakeBackAsync(worker, actor, cancel), $"{name} gets chunks again.");
    }

    private async Task RemoveAsync(Guid worker, string name)
    {
        if (!await Dialogs.AskAsync($"Remove {name}?", "Its connection ends at once and what it holds goes to others. To come back, the machine has to join again with the password.", "Remove it"))
            return;
        _connected = null;
        await DoAsync((actor, cancel) => Members.RemoveWorkerAsync(worker, actor, cancel), $"{name} is removed.");
    }
}
