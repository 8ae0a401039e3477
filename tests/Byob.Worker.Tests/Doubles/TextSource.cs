using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Byob.Worker.Tests.Doubles;

/// <summary>Somebody's web server with one text, which may be as careless or as hostile as a test wants.</summary>
internal sealed class TextSource : IAsyncDisposable
{
    public const string Tag = "\"one\"";

    private readonly WebApplication _app;

    private TextSource(WebApplication app, byte[] text)
    {
        _app = app;
        Text = text;
    }

    public byte[] Text { get; }

    /// <summary>Answers in the text's place, when set; returns whether it did.</summary>
    public Func<HttpContext, Task<bool>>? Answer { get; set; }

    public Recorded<string> Asked { get; } = new();

    public int Port => new Uri(_app.Urls.First()).Port;

    public Uri Url => Named("127.0.0.1");

    /// <summary>What a master says of it.</summary>
    public DatasetSourceReply Reply => new(Url, Tag, Text.Length);

    public static async Task<TextSource> StartAsync(byte[] text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var source = new TextSource(app, text);
        app.Run(source.ServeAsync);
        await app.StartAsync();
        return source;
    }

    /// <summary>The text's address under another name of the same machine.</summary>
    public Uri Named(string host) => new($"http://{host}:{Port}/books/moby.txt");

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        Asked.Add($"{http.Request.Path} {http.Request.Headers.Range} {http.Request.Headers.IfRange} {http.Request.Headers.AcceptEncoding}");
        if (Answer is null || !await Answer(http))
            await Results.Bytes(Text, "text/plain", enableRangeProcessing: true, entityTag: EntityTagHeaderValue.Parse(Tag)).ExecuteAsync(http);
    }
}
