using System.Net.Http.Headers;
using Byob.Shared.Chunks;
using Byob.Web.Party;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Byob.Web.Tests.Results;

/// <summary>A master with storage and results only: real Kestrel on a free port, real SQLite, a data folder of its own.</summary>
public sealed class ResultsHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<HttpClient> _clients = [];
    private readonly WebApplication _app;
    private readonly string _root;

    private ResultsHost(string root, WebApplication app) => (_root, _app) = (root, app);

    public DataFolder Folder => _app.Services.GetRequiredService<DataFolder>();

    public PartialInbox Inbox => _app.Services.GetRequiredService<PartialInbox>();

    public MergeDesk Merges => _app.Services.GetRequiredService<MergeDesk>();

    public ResultBuilder Builder => _app.Services.GetRequiredService<ResultBuilder>();

    public ResultFiles Files => _app.Services.GetRequiredService<ResultFiles>();

    public IResults Results => _app.Services.GetRequiredService<IResults>();

    /// <summary>Starts with settings of the section <c>Results</c>.</summary>
    public static async Task<ResultsHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var root = Directory.CreateTempSubdirectory("byob-results-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = root, EnvironmentName = "Testing" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => $"Results:{setting.Key}", setting => (string?)setting.Value));
        builder.AddStorage();
        builder.AddResults();
        builder.Services.AddAuthentication(TestSignIn.Name).AddScheme<AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policies.MemberOrWorker, policy => policy.RequireAuthenticatedUser());
        var app = builder.Build();
        await app.PrepareStorageAsync();
        app.MapResults();
        await app.StartAsync().WaitAsync(Patience);
        return new ResultsHost(root, app);
    }

    public HttpClient Client(bool signedIn = true)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = Patience };
        if (signedIn)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(TestSignIn.Name, TestSignIn.TokenOf(DatasetsHost.Ann));
        _clients.Add(client);
        return client;
    }

    public Task AddJobAsync(int number, JobState state, string resultName) =>
        _app.Services.GetRequiredService<PartyStore>().WriteAsync(context =>
        {
            context.Jobs.Add(new JobRecord
            {
                Id = JobId.New().Value,
                Number = number,
                DatasetName = "text",
                SubmitterName = "Ann",
                Comment = "",
                ResultName = resultName,
                State = state,
            });
            return Task.CompletedTask;
        });

    /// <summary>What lies in the temporary folder; nothing, when nothing is under way.</summary>
    public string[] Leftovers() => Directory.GetFileSystemEntries(Folder.Temporary);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.StopAsync().WaitAsync(Patience);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }
}
