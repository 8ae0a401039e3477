using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Byob.Web.Tests.Datasets;

/// <summary>A web server of somebody else: it serves one text as a test wants it, and remembers who asked for what.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SourceServer(WebApplication app) => _app = app;

    public byte[] Text { get; set; } = [];

    public string? Tag { get; set; } = "\"one\"";

    public DateTimeOffset? Changed { get; set; }

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Answered instead of the text, with a Location for a redirect.</summary>
    public Queue<int> Statuses { get; } = new();

    public string Location { get; set; } = "/elsewhere.txt";

    /// <summary>Awaited before each answer, when set.</summary>
    public Func<HttpContext, Task>? Before { get; set; }

    /// <summary>Answers in the text's place, when set.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public ConcurrentQueue<string> Asked { get; } = new();

    public string Place => new Uri(_app.Urls.First()).Authority;

    public int Port => new Uri(_app.Urls.First()).Port;

    public string Url => $"http://{Place}/books/moby.txt";

    public static async Task<SourceServer> StartAsync(byte[] text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new SourceServer(app) { Text = text };
        app.Run(server.ServeAsync);
        await app.StartAsync().WaitAsync(DatasetsHost.Patience);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().WaitAsync(DatasetsHost.Patience);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        Asked.Enqueue($"{http.Request.Path} {http.Request.Headers.Range} {http.Request.Headers.IfRange}");
        if (Before is { } before)
            await before(http);
        if (Answer is { } answer)
        {
            await answer(http);
            return;
        }

        if (Statuses.TryDequeue(out var status))
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = Location;
            return;
        }

        var ranges = KnowsRanges ? http.Request.Headers.Range : default;
        http.Request.Headers.Range = ranges;
        await TypedResults.Bytes(
            Text, "text/plain", enableRangeProcessing: KnowsRanges, entityTag: Tag is null ? null : EntityTagHeaderValue.Parse(Tag), lastModified: Changed).ExecuteAsync(http);
    }
}
