using System.Globalization;
using System.Net;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Tests.Doubles;

/// <summary>A master as members' commands see it, on loopback with real HTTP: takes uploads as the test has it, and tells of jobs what the test says.</summary>
internal sealed class MemberMaster : IAsyncDisposable
{
    public const string Token = "a-good-token";

    private readonly WebApplication _app;
    private readonly TempFolder _folder = new();

    private MemberMaster(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string State => _folder["state"];

    /// <summary>What has arrived, by upload.</summary>
    public Dictionary<Guid, (MemoryStream Bytes, long Length)> Uploads { get; } = [];

    public Recorded<string> Requests { get; } = new();

    /// <summary>Bytes that a request may bring before its connection is cut; none left out means all.</summary>
    public Queue<int> Cuts { get; } = [];

    /// <summary>Answers a PATCH instead, when set.</summary>
    public Func<IResult>? OnAppend { get; set; }

    /// <summary>Runs when the last byte of an upload is here.</summary>
    public Action OnArrived { get; set; } = () => { };

    public List<JobStatus> Jobs { get; } = [];

    public Queue<JobLive> Lives { get; } = [];

    public List<NoticeReply> Notices { get; } = [];

    public string Result { get; set; } = "";

    public SubmitJobRequest? Submitted { get; private set; }

    public ShownLines Out { get; } = new();

    public ShownLines Error { get; } = new();

    public static async Task<MemberMaster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var master = new MemberMaster(app);
        master.Map();
        await app.StartAsync();
        Directory.CreateDirectory(master.State);
        await File.WriteAllTextAsync(Path.Combine(master.State, "token"), Token);
        await File.WriteAllTextAsync(Path.Combine(master.State, "worker.json"), $$"""{ "master": "{{master.Address}}", "name": "Ada", "machine": "laptop" }""");
        return master;
    }

    public static JobStatus Job(int number, string state = "Done", string? reason = null) => new(
        number, new JobId(new Guid(number, 0, 0, new byte[8])), new DatasetId(Guid.Empty), "War.txt", 1000, "Ada", state, reason, "", "War", null, 500, 500, 1e6, 0, 1, 0, 60, 20,
        DateTimeOffset.UnixEpoch, null, null, "Normal", null, "Off", 0, 0);

    public static JobLive Live(JobStatus job, bool yours = true) => new(job, yours, 3, [new("laptop", "Ada", 2, 1e6)], new(1000, 500, 0, 3, 0, Complete: false), [new("the", 9)], TopWordsExact: true);

    public async Task<int> RunAsync(params string[] line)
    {
        var terminal = new Terminal(Out, Error, Rewrites: false, AskSecret: null);
        var parsed = ByobCommand.Create(terminal, TimeProvider.System).Parse([.. line, "--state", State]);
        return await ByobCommand.InvokeAsync(parsed, null, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    public string At(string name) => _folder[name];

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private void Map()
    {
        _app.Use((context, next) =>
        {
            Requests.Add($"{context.Request.Method} {context.Request.Path.Value}");
            if (context.Request.Headers.Authorization == $"Bearer {Token}")
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        _app.MapPost("/api/uploads", (HttpContext http) => Create(http, long.Parse(http.Request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture)));
        _app.MapPost("/api/uploads/joined", (JoinedUpload joined, HttpContext http) => Create(http, joined.Files!.Sum(file => file.Length) + joined.Files!.Count - 1));
        _app.MapMethods("/api/uploads/{id:guid}", ["HEAD"], (Guid id, HttpContext http) =>
        {
            if (!Uploads.TryGetValue(id, out var upload))
                return Results.NotFound();
            http.Response.Headers["Upload-Offset"] = upload.Bytes.Length.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
            return Results.Ok();
        });
        _app.MapPatch("/api/uploads/{id:guid}", AppendAsync);
        _app.MapDelete("/api/uploads/{id:guid}", (Guid id) => Uploads.Remove(id));
        _app.MapGet("/api/datasets/{id:guid}", (Guid id) => new DatasetStatus(id, "War.txt", "Ready", "Upload", 1, 1, null, "Ada", null, [], null, null));
        _app.MapGet("/api/datasets", () => new[] { new DatasetStatus(new Guid(7, 0, 0, new byte[8]), "War.txt", "Ready", "Upload", 1, 1, null, "Ada", null, [], null, null) });
        _app.MapGet("/api/jobs", () => Jobs);
        _app.MapPost("/api/jobs", (SubmitJobRequest request) =>
        {
            Submitted = request;
            return Job(1, "Queued");
        });
        _app.MapGet("/api/jobs/{number:int}", (int number) => Jobs.Find(job => job.Number == number) is { } job ? Results.Ok(job) : Results.NotFound());
        _app.MapGet("/api/jobs/{number:int}/live", () => Lives.Count > 1 ? Lives.Dequeue() : Lives.Peek());
        _app.MapGet("/api/notices", () => Notices);
        _app.MapPost("/api/notices/{id:guid}/seen", () => Results.NoContent());
        _app.MapGet("/api/jobs/{number:int}/result", async (HttpContext http) =>
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(Result);
            if (Cuts.TryDequeue(out var most))
            {
                http.Response.ContentLength = bytes.Length;
                await http.Response.Body.WriteAsync(bytes.AsMemory(0, most));
                await http.Response.Body.FlushAsync();
                // A connection that is cut takes along what was not read yet.
                await WhenKeptAsync(most, http.RequestAborted);
                http.Abort();
                return;
            }

            Requests.Add("Range " + http.Request.Headers.Range);
            await Results.Bytes(bytes, enableRangeProcessing: http.Request.Query["format"] == "tsv").ExecuteAsync(http);
        });
    }

    /// <summary>Ends when a part of a download holds so many bytes.</summary>
    private async Task WhenKeptAsync(int bytes, CancellationToken cancellationToken)
    {
        while (!new DirectoryInfo(_folder.Path).EnumerateFiles("*.part").Any(part => part.Length == bytes))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
    }

    private IResult Create(HttpContext http, long length)
    {
        var id = Guid.CreateVersion7();
        Uploads[id] = (new MemoryStream(), length);
        return http.Request.Headers["Tus-Resumable"] == "1.0.0" ? Results.Created($"http://elsewhere/prefix/api/uploads/{id}", null) : Results.StatusCode((int)HttpStatusCode.PreconditionFailed);
    }

    private async Task<IResult> AppendAsync(Guid id, HttpContext http)
    {
        if (OnAppend is { } answer)
            return answer();
        var (bytes, length) = Uploads[id];
        Assert.Equal(bytes.Length.ToString(CultureInfo.InvariantCulture), http.Request.Headers["Upload-Offset"].ToString());
        var block = new byte[64];
        var left = Cuts.TryDequeue(out var most) ? most : int.MaxValue;
        int read;
        while (left > 0 && (read = await http.Request.Body.ReadAsync(block.AsMemory(0, Math.Min(block.Length, left)))) > 0)
        {
            bytes.Write(block.AsSpan(0, read));
            left -= read;
        }

        if (bytes.Length < length)
        {
            http.Abort();
            return Results.Empty;
        }

        OnArrived();
        http.Response.Headers["Upload-Offset"] = bytes.Length.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }
}
