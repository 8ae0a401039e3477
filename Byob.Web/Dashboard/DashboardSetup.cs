using Byob.Web.Workers;
using MudBlazor;
using MudBlazor.Services;

namespace Byob.Web.Dashboard;

/// <summary>Puts the pages into the house.</summary>
public static class DashboardSetup
{
    /// <summary>How long a browser that lost its connection finds its page as it left it.</summary>
    private static readonly TimeSpan CircuitRetention = TimeSpan.FromMinutes(3);

    /// <summary>Largest message from a browser, in bytes: form fields and clicks, never files.</summary>
    private const long LargestMessage = 32 * 1024;

    /// <summary>Call before the party adds its own: it replaces how a circuit knows its member.</summary>
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = CircuitRetention;
            circuit.DisconnectedCircuitMaxRetained = 50;
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddSingleton<JoinAddress>();
        builder.Services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            mud.SnackbarConfiguration.PreventDuplicates = true;
            mud.SnackbarConfiguration.MaxDisplayedSnackbars = 4;
            mud.SnackbarConfiguration.VisibleStateDuration = 8000;
            mud.SnackbarConfiguration.SnackbarVariant = Variant.Outlined;
        });
        return builder;
    }

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
        return app;
    }
}
