using System.Net.Http.Headers;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Byob.Web.Tests.Datasets;

/// <summary>A master with storage and datasets only: real Kestrel on a free port, real SQLite, a data folder of its own that outlives a restart.</summary>
public sealed class DatasetsHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static readonly Actor Ann = new(Guid.Parse("0192d4a0-0000-7000-8000-00000000000a"), "Ann", IsHost: false);
    public static readonly Actor Bob = new(Guid.Parse("0192d4a0-0000-7000-8000-00000000000b"), "Bob", IsHost: false);
    public static readonly Actor Host = new(Guid.Parse("0192d4a0-0000-7000-8000-00000000000c"), "Hal", IsHost: true);

    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;

    private DatasetsHost(string root) => Root = root;

    public string Root { get; }

    public Dictionary<string, string?> Settings { get; } = [];

    public FakeDisk Disk { get; } = new();

    /// <summary>Set before the start to move time by hand.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IServiceProvider Services => _app!.Services;

    public IDatasets Datasets => Services.GetRequiredService<IDatasets>();

    public DataFolder Folder => Services.GetRequiredService<DataFolder>();

    public Uri Address => new(_app!.Urls.First());

    public static async Task<DatasetsHost> StartAsync(Action<DatasetsHost>? prepare = null)
    {
        var host = new DatasetsHost(Directory.CreateTempSubdirectory("byob-datasets-").FullName);
        prepare?.Invoke(host);
        await host.RunAsync();
        return host;
    }

    /// <summary>Stops the master and starts another one on the same folder.</summary>
    public async Task RestartAsync(Action? between = null)
    {
        await StopAsync();
        between?.Invoke();
        await RunAsync();
    }

    public HttpClient ClientOf(Actor? actor)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = Patience };
        if (actor is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(TestSignIn.Name, TestSignIn.TokenOf(actor));
        _clients.Add(client);
        return client;
    }

    public DatasetView? Find(DatasetId id) => Datasets.All.FirstOrDefault(view => view.Id == id);

    /// <summary>Waits until the list of datasets shows it.</summary>
    public async Task<DatasetView> WaitForAsync(DatasetId id, Func<DatasetView, bool> condition)
    {
        var seen = new TaskCompletionSource<DatasetView>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (Find(id) is { } view && condition(view))
                seen.TrySetResult(view);
        }

        Datasets.Changed += Look;
        try
        {
            Look();
            return await seen.Task.WaitAsync(Patience);
        }
        finally
        {
            Datasets.Changed -= Look;
        }
    }

    public Task<DatasetView> WaitForAsync(DatasetId id, DatasetState state) => WaitForAsync(id, view => view.State == state);

    public async Task<DatasetRecord?> RecordOfAsync(DatasetId id)
    {
        await using var context = await Services.GetRequiredService<PartyStore>().ReadAsync();
        return await context.Datasets.FindAsync(id.Value);
    }

    public async Task AddJobAsync(int number, DatasetId dataset, JobState state) =>
        await Services.GetRequiredService<PartyStore>().WriteAsync(context =>
        {
            context.Jobs.Add(new JobRecord
            {
                Id = Guid.CreateVersion7(),
                Number = number,
                DatasetId = dataset.Value,
                DatasetName = "text",
                SubmitterName = "Ann",
                Comment = "",
                ResultName = $"result-{number}",
                State = state,
            });
            return Task.CompletedTask;
        });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, recursive: true);
    }

    private async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Root, EnvironmentName = "Testing" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.AddStorage();
        builder.AddDatasets();
        builder.Services.Replace(ServiceDescriptor.Singleton(Time));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDiskProbe>(Disk));
        builder.Services.AddAuthentication(TestSignIn.Name).AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policies.MemberOrWorker, policy => policy.RequireAuthenticatedUser());

        _app = builder.Build();
        await _app.PrepareStorageAsync();
        _app.MapDatasets();
        await _app.StartAsync().WaitAsync(Patience);
    }

    private async Task StopAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync().WaitAsync(Patience);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _app = null;
        foreach (var client in _clients)
            client.Dispose();
        _clients.Clear();
    }
}
