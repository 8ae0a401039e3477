using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;
using Byob.Web.Party.Tickets;
using Byob.Web.Programs;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Byob.Web.Workers;

/// <summary>Shows the line with which a machine joins, and that it has.</summary>
public sealed partial class JoinPage
{
    private string _address = "";
    private JoinPlatform _platform = JoinPlatform.All[0];
    private bool _service;
    private JoinTicket? _ticket;
    private ImmutableArray<WorkerProgram> _programs = [];
    private ImmutableHashSet<WorkerId> _before = [];
    private DateTimeOffset _opened;

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required JoinAddress Address { get; set; }

    [Inject]
    public required IJoinTickets Tickets { get; set; }

    [Inject]
    public required IWorkerPrograms Programs { get; set; }

    [Inject]
    public required IJSRuntime Browser { get; set; }

    /// <summary>Machines that came, or came back, while this page was open.</summary>
    private ImmutableArray<WorkerView> Arrived =>
        [.. Party.Workers.Where(worker => worker.Liveness == WorkerLiveness.Alive && (!_before.Contains(worker.Id) || worker.ConnectedAt > _opened))];

    /// <summary>This page, as another machine reaches it. There is no ticket in it: who comes this way signs in.</summary>
    private string JoinLink => _address + "/join";

    private bool IsLoopback => new Uri(_address).IsLoopback;

    private bool HasProgram => _programs.Any(program => _platform.Programs.Contains(program.Platform));

    private TimeSpan TicketLeft => _ticket is { } ticket && ticket.ExpiresAt > Now ? ticket.ExpiresAt - Now : TimeSpan.Zero;

    private JoinLines Lines => new(_address, Address.Pin);

    private string Line => (HasProgram, _platform.IsWindows) switch
    {
        (true, false) => Lines.Posix(_ticket!.Ticket, _service),
        (true, true) => Lines.PowerShell(_ticket!.Ticket, _service),
        (false, false) => Lines.PosixFromSource(_ticket!.Ticket),
        (false, true) => Lines.PowerShellFromSource(_ticket!.Ticket),
    };

    private string UninstallLine => _platform.IsWindows ? Lines.PowerShellUninstall() : Lines.PosixUninstall();

    protected override object Shown() => (
        Same.As(Arrived.Select(worker => (worker.Id, worker.Name, worker.Colour))), _ticket, Format.Duration(TicketLeft), Same.As(_programs));

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _address = Address.For(Navigation.BaseUri);
        _opened = Now;
        _before = [.. Party.Workers.Select(worker => worker.Id)];
    }

    protected override async ValueTask RefreshAsync(CancellationToken cancellationToken) => _programs = await Programs.ListAsync(cancellationToken);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        // Not before: a page that is only prerendered, by a preview or a crawler's visit, makes no ticket.
        if (!firstRender)
            return;
        _platform = JoinPlatform.Of(await Browser.InvokeAsync<string?>("byobPage.userAgent", Closing));
        await NewTicketAsync();
    }

    private async Task NewTicketAsync()
    {
        _ticket = await Tickets.MakeAsync(Actor, Closing);
        await LookAgainAsync();
    }
}
