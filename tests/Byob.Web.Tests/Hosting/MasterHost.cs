using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Byob.Web.Tests.Hosting;

/// <summary>
/// The product's own master, in this process: real Kestrel on a free loopback port, real SQLite in a temporary data folder that
/// goes with the host. Start it with whatever command line a person could give.
/// </summary>
public sealed partial class MasterHost : IAsyncDisposable
{
    /// <summary>The party password, unless a test gives another.</summary>
    public const string Password = "correct horse battery";

    /// <summary>How long a test waits for anything of the host before it is red.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly StringWriter _banner;
    private readonly bool _ownsFolder;
    private readonly List<HttpClient> _clients = [];

    private MasterHost(WebApplication app, string folder, bool ownsFolder, StringWriter banner, LogCapture log)
    {
        _app = app;
        _ownsFolder = ownsFolder;
        _banner = banner;
        DataFolder = folder;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    public Uri Address { get; }

    public string DataFolder { get; }

    /// <summary>Everything that the host logged, at the levels that the product logs at by default.</summary>
    public LogCapture Log { get; }

    /// <summary>What the host printed at its start.</summary>
    public string Banner => _banner.ToString();

    public IServiceProvider Services => _app.Services;

    /// <summary>Path and query of the one-use host link in the banner.</summary>
    public string HostLink => HostLinkPattern().Match(Banner) is { Success: true } match ? match.Value : throw new InvalidOperationException($"The banner has no host link:\n{Banner}");

    /// <summary>A new party whose password is <see cref="Password"/>, with no built-in worker and no limit of tries an address.</summary>
    public static Task<MasterHost> StartAsync(params string[] args) => StartAsync(new MasterHostSettings(), args);

    public static async Task<MasterHost> StartAsync(MasterHostSettings settings, params string[] args)
    {
        var folder = settings.DataFolder ?? Directory.CreateTempSubdirectory("byob-test-").FullName;
        var banner = new StringWriter();
        var log = new LogCapture();
        string[] all =
        [
            "--urls=http://127.0.0.1:0", $"--Party:DataDirectory={folder}", "--Party:TriesPerMinute=100000", "--Worker:BuiltIn=false", "--Party:Announce=false",
            .. settings.Password is null ? Array.Empty<string>() : [$"--Party:Password={settings.Password}"],
            .. args,
        ];
        WebApplication? app = null;
        try
        {
            app = await MasterApp.BuildAsync(all, builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log);
                builder.Services.Replace(ServiceDescriptor.Singleton(new BannerWriter(banner)));
                if (settings.Time is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton(settings.Time));
                settings.Adjust?.Invoke(builder);
            }).WaitAsync(Patience);
            await app.StartAsync().WaitAsync(Patience);
            return new MasterHost(app, folder, settings.DataFolder is null, banner, log);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            if (settings.DataFolder is null)
                Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>A client that is nobody: it keeps cookies and does not follow redirects.</summary>
    public HttpClient NewClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = Address,
            Timeout = Patience,
        };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that signed in with this name and the party password.</summary>
    public async Task<HttpClient> SignInAsync(string name, string password = Password)
    {
        var client = NewClient();
        var reply = await client.SendFormAsync("/signin", new() { ["name"] = name, ["password"] = password });
        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        return client;
    }

    /// <summary>A client that signed in with the one-use host link.</summary>
    public async Task<HttpClient> SignInAsHostAsync(string name = "Hanna")
    {
        var client = NewClient();
        var reply = await client.SendFormAsync(HostLink, new() { ["name"] = name });
        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        return client;
    }

    /// <summary>Enrols a machine of this member.</summary>
    public async Task<EnrolReply> EnrolAsync(string member, string worker = "machine", string password = Password)
    {
        var reply = await NewClient().PostAsJsonAsync("/" + PartyRoutes.Enrol, new EnrolRequest(member, password, worker));
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return await reply.Content.ReadFromJsonAsync<EnrolReply>() ?? throw new InvalidOperationException("The reply is empty.");
    }

    /// <summary>Enrols a machine without the network, for a master that is not reached by plain http.</summary>
    public async Task<EnrolReply> EnrolInsideAsync(string member, string worker)
    {
        var enrolled = await Services.GetRequiredService<WorkerEnrolment>().EnrolAsync(new EnrolRequest(member, Password, worker), CancellationToken.None);
        Assert.True(enrolled.Ok);
        return enrolled.Value;
    }

    /// <summary>A client that calls with a worker's token.</summary>
    public HttpClient NewWorkerClient(string token)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The member of this name, to call services as.</summary>
    public Actor ActorOf(string name) =>
        Services.GetRequiredService<PartyRoster>().Current.MembersByName[PartyRules.Key(name)].AsActor();

    /// <summary>Stops the host gracefully; its folder stays until it is disposed.</summary>
    public Task StopAsync() => _app.StopAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.DisposeAsync().AsTask().WaitAsync(Patience);
        if (_ownsFolder)
            Directory.Delete(DataFolder, recursive: true);
    }

    [GeneratedRegex(@"/host/[\w-]+")]
    private static partial Regex HostLinkPattern();
}
