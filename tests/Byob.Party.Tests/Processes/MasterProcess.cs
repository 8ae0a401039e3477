using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Byob.Shared.Hubs;
using Xunit;

namespace Byob.Party.Tests.Processes;

/// <summary>A real master on a port of its own, and the HTTP calls of a member who works with scripts.</summary>
internal sealed class MasterProcess : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    private const string TusVersion = "1.0.0";

    private readonly List<string> _arguments;
    private RunningProgram? _program;

    public MasterProcess(string dataDirectory, bool builtInWorker, params string[] more)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        DataDirectory = dataDirectory;
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        _arguments =
        [
            "--urls", Address.ToString().TrimEnd('/'),
            $"--Party:DataDirectory={dataDirectory}",
            $"--Party:Password={Password}",
            $"--Worker:BuiltIn={builtInWorker}",
            "--Party:TriesPerMinute=100000",
            "--Party:Announce=false",
            .. more,
        ];
    }

    public Uri Address { get; }

    public string DataDirectory { get; }

    public HttpClient Client { get; }

    public RunningProgram Program => _program ?? throw new InvalidOperationException("The master was not started.");

    /// <summary>Has it listen on these addresses, its own among them; before it is started.</summary>
    public void Listen(string urls) => _arguments[1] = urls;

    public async Task StartAsync()
    {
        _program = new RunningProgram("Byob.Web", _arguments, new Dictionary<string, string>());
        await Eventually.SeeAsync(
            "the master is healthy",
            async () =>
            {
                if (Program.HasExited)
                    throw new InvalidOperationException("The master ended: " + Program.Output);
                try
                {
                    using var answer = await Client.GetAsync(new Uri(PartyRoutes.Health, UriKind.Relative));
                    return answer.IsSuccessStatusCode ? "healthy" : null;
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            },
            () => Program.Output);
    }

    /// <summary>Enrols a machine by name and makes the client act as its owner from now on.</summary>
    public async Task<EnrolReply> SignInAsync(string member)
    {
        using var answer = await Client.PostAsJsonAsync(PartyRoutes.Enrol, new EnrolRequest(member, Password, "script of " + member));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var reply = (await answer.Content.ReadFromJsonAsync<EnrolReply>())!;
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reply.Token);
        return reply;
    }

    /// <summary>Uploads a text over tus in one piece and answers with its dataset's id.</summary>
    public async Task<Guid> UploadAsync(string name, byte[] text)
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, PartyRoutes.Uploads);
        create.Headers.Add("Tus-Resumable", TusVersion);
        create.Headers.Add("Upload-Length", text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes(name)));
        using var created = await Client.SendAsync(create);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        using var patch = new HttpRequestMessage(HttpMethod.Patch, created.Headers.Location);
        patch.Headers.Add("Tus-Resumable", TusVersion);
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content = new ByteArrayContent(text);
        patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var patched = await Client.SendAsync(patch);
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        return Guid.Parse(created.Headers.Location!.ToString().Split('/')[^1]);
    }

    /// <summary>Queues a job; waits while the dataset is still being measured.</summary>
    public Task<JobStatus> SubmitAsync(Guid dataset, string resultName) => Eventually.SeeAsync(
        "the job is taken",
        async () =>
        {
            using var answer = await Client.PostAsJsonAsync(PartyRoutes.Jobs, new SubmitJobRequest(dataset, "from a test", ResultName: resultName));
            return answer.StatusCode == HttpStatusCode.Created ? await answer.Content.ReadFromJsonAsync<JobStatus>() : null;
        });

    public async Task<JobStatus> StatusAsync(int job) =>
        (await Client.GetFromJsonAsync<JobStatus>($"{PartyRoutes.Jobs}/{job}"))!;

    public Task<JobStatus> WaitAsync(int job, string what, Func<JobStatus, bool> seen) => Eventually.SeeAsync(
        what,
        async () => await StatusAsync(job) is var status && seen(status) ? status : null,
        () => Program.Output);

    public Task<JobStatus> WaitUntilDoneAsync(int job) => WaitAsync(job, $"job {job} is done", status => status.State switch
    {
        "Done" => true,
        "Failed" or "Cancelled" => throw new InvalidOperationException($"Job {job} is {status.State}: {status.Reason}\n{Program.Output}"),
        _ => false,
    });

    /// <summary>The stored result, as words with their counts.</summary>
    public async Task<Dictionary<string, long>> ResultAsync(int job)
    {
        var lines = await Client.GetStringAsync($"{PartyRoutes.Jobs}/{job}/result?format=tsv-by-word");
        return ResultLines.Parse(lines);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_program is not null)
            await _program.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
