using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Byob.Web.Datasets;
using Byob.Web.Jobs;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Party.Tickets;
using Byob.Web.Programs;
using Byob.Web.Results;
using Byob.Web.Tests.Dashboard.Fakes;
using Byob.Web.Workers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

/// <summary>Renders pages for a signed-in member, over a party, jobs, datasets and members that the test sets.</summary>
public sealed class DashboardContext : BunitContext
{
    public DashboardContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        Services.AddSingleton<ILiveParty>(Party);
        Services.AddSingleton<IJobs>(Jobs);
        Services.AddSingleton<IDatasets>(Datasets);
        Services.AddSingleton<IMembers>(Members);
        Services.AddSingleton<IWorkerKeeper>(Keeper);
        Services.AddSingleton<INotices>(Notices);
        Services.AddSingleton<IResults>(Results);
        Services.AddSingleton<IServer, NoServer>();
        Services.AddSingleton<JoinAddress>();
        Services.AddSingleton<IJoinTickets>(Tickets = new FakeTickets(Time));
        Services.AddSingleton<IWorkerPrograms>(Programs);
        SignIn("Alice", Some.Alice, isHost: true);
    }

    internal FakeTimeProvider Time { get; } = new(Some.Now);

    internal FakeLiveParty Party { get; } = new();

    internal FakeJobs Jobs { get; } = new();

    internal FakeDatasets Datasets { get; } = new();

    internal FakeMembers Members { get; } = new();

    internal FakeKeeper Keeper { get; } = new();

    internal FakeNotices Notices { get; } = new();

    internal FakeResults Results { get; } = new();

    internal FakeTickets Tickets { get; }

    internal FakePrograms Programs { get; } = new();

    /// <summary>What dialogs and menus show, beside the page.</summary>
    internal IRenderedComponent<MudDialogProvider> Dialogs { get; private set; } = null!;

    /// <summary>Open menus.</summary>
    internal IRenderedComponent<MudPopoverProvider> Popovers { get; private set; } = null!;

    internal IRenderedComponent<MudSnackbarProvider> Snackbars { get; private set; } = null!;

    private BunitAuthorizationContext? Authorization { get; set; }

    public void SignIn(string name, Guid id, bool isHost)
    {
        Authorization ??= AddAuthorization();
        Authorization.SetAuthorized(name);
        Claim[] claims = [new(ClaimTypes.NameIdentifier, id.ToString()), new(PartyClaims.Host, isHost ? "true" : "false")];
        Authorization.SetClaims(claims);
    }

    public IRenderedComponent<TPage> Open<TPage>(Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
    {
        Popovers = Render<MudPopoverProvider>();
        Dialogs = Render<MudDialogProvider>();
        Snackbars = Render<MudSnackbarProvider>();
        return Render<TPage>(parameters);
    }

    /// <summary>Publishes a change and lets time pass until the page shows it.</summary>
    internal void PublishUntil(Func<PartySnapshot, PartySnapshot> change, Func<bool> isShown)
    {
        Party.Publish(change);
        Until(isShown);
    }

    public void Until(Func<bool> isShown) => Assert.True(
        SpinWait.SpinUntil(
            () =>
            {
                if (isShown())
                    return true;
                Time.Advance(TimeSpan.FromMilliseconds(200));
                return false;
            },
            TimeSpan.FromSeconds(10)),
        "The page did not come to show it.");

    /// <summary>Stands where the real host has its server: it listens nowhere.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
