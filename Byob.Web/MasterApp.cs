using Byob.Web.Dashboard;
using Byob.Web.Datasets;
using Byob.Web.Discovery;
using Byob.Web.Hosting;
using Byob.Web.Jobs;
using Byob.Web.Party;
using Byob.Web.Programs;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web;

/// <summary>Puts the master together, the same way for <c>Program.cs</c> and for tests: a table of contents.</summary>
public static class MasterApp
{
    /// <param name="adjust">Called last, before the house is closed: tests put their clock and their log in here.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(MasterApp).Assembly.GetName().Name });
        builder.AddHosting();
        builder.AddStorage();
        builder.AddDashboard();
        builder.AddParty();
        builder.AddDatasets();
        builder.AddResults();
        builder.AddPrograms();
        builder.AddWorkers();
        builder.AddJobs();
        builder.AddDiscovery();
        adjust?.Invoke(builder);

        var app = builder.Build();
        await app.PrepareStorageAsync();
        await app.OpenPartyAsync();

        app.MapHosting();
        app.MapParty();
        app.MapDatasets();
        app.MapResults();
        app.MapPrograms();
        app.MapWorkers();
        app.MapJobs();
        app.MapDashboard();
        return app;
    }
}
