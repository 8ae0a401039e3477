using System.IO.Compression;
using System.Text;
using Byob.Party.Tests.Browser;
using Byob.Party.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Microsoft.Playwright;
using Xunit;
using ZstdSharp;

namespace Byob.Party.Tests;

/// <summary>The ways to a dataset other than one plain file, as people take them in a real browser.</summary>
public sealed class DatasetsPageTests : IAsyncLifetime
{
    private const int Blocks = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-datasets-").FullName;
    private readonly string? _pictures = Environment.GetEnvironmentVariable("BYOB_SCREENSHOTS");
    private readonly byte[] _text = BigText.Make(Blocks);
    private WebApplication? _source;
    private MasterProcess? _master;
    private Chromium? _chromium;

    private MasterProcess Master => _master!;

    /// <summary>Where the text lies on the web.</summary>
    private string Url => $"{_source!.Urls.First()}/books/moby.txt";

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _source = builder.Build();
        _source.MapGet("/books/moby.txt", () => TypedResults.Bytes(_text, "text/plain", enableRangeProcessing: true, entityTag: EntityTagHeaderValue.Parse("\"one\"")));
        await _source.StartAsync();
        _master = new MasterProcess(
            Path.Combine(_folder, "master"), builtInWorker: true, $"--Datasets:UrlHosts:0={new Uri(Url).Authority}", "--Datasets:UrlPrivateAddresses=true");
        await _master.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        if (_master is not null)
            await _master.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task SeveralFiles_BecomeOneDatasetInTheOrderOfTheirNames_AndNoWordJoinsTwo()
    {
        var page = await SignedInAsync();
        await page.GotoAsync("/datasets");

        // Not in the order of their names, and each cut in the middle of a word.
        await PickAsync(page, ("c.txt", "ree one"u8.ToArray()), ("a.txt", "one tw"u8.ToArray()), ("b.txt", "o th"u8.ToArray()));
        await page.CountAsync("a.txt and 2 more files");

        await AssertCountedAsync(page, new() { ["one"] = 2, ["tw"] = 1, ["o"] = 1, ["th"] = 1, ["ree"] = 1 });
        await page.GotoAsync("/datasets");
        await page.SeePartyAsync();
        await page.GetByText("3 files, in this order").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "from byte" })).ToContainTextAsync(
            ["a.txt 6 B, from byte 0", "b.txt 4 B, from byte 7", "c.txt 7 B, from byte 12"]);
    }

    [Theory]
    [InlineData("moby.txt.gz")]
    [InlineData("moby.txt.zst")]
    public async Task PackedFile_IsUnpackedOnArrival_AndCountedExactly(string name)
    {
        var page = await SignedInAsync();
        await page.GotoAsync("/datasets");

        await PickAsync(page, (name, Pack(name, _text)));
        await page.GetByLabel("Count moby.txt").WaitForAsync();
        await page.GetByText("unpacked from").WaitForAsync();
        await page.CountAsync("moby.txt");

        await AssertCountedAsync(page, BigText.Counts(Blocks));
    }

    [Fact]
    public async Task TornArchive_IsBroken_AndThePageSaysWhatToDo()
    {
        var page = await SignedInAsync();
        await page.GotoAsync("/datasets");

        await PickAsync(page, ("moby.txt.gz", Pack("moby.txt.gz", _text)[..^9]));

        await page.GetByText("“moby.txt.gz” is torn").First.WaitForAsync();
        Assert.Equal(0, await page.GetByLabel("Count moby.txt").CountAsync());
    }

    [Fact]
    public async Task WebAddress_TypedAndEntered_IsRefusedWithAReasonOrBecomesADataset()
    {
        var page = await SignedInAsync();
        await page.GotoAsync("/datasets");
        await page.SeePartyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add from the web" }).ClickAsync();
        var address = page.GetByLabel("Address of a plain text");
        await Assertions.Expect(address).ToBeFocusedAsync();

        foreach (var (typed, words) in new[]
        {
            ("https://texts.example/moby.txt", "Datasets are not taken from texts.example. Allowed: 127.0.0.1:"),
            ("http://169.254.169.254/latest", "Datasets are not taken from 169.254.169.254."),
            ("moby.txt", "This is no address of a file on the web."),
            (Url.Replace("moby", "mobby", StringComparison.Ordinal), "answered 404 instead of the file."),
        })
        {
            await address.FillAsync(typed);
            await address.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
            await Assertions.Expect(address).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await address.FillAsync(Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeHiddenAsync();
        await address.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await page.CountAsync("moby.txt");

        await AssertCountedAsync(page, BigText.Counts(Blocks));
        await page.GotoAsync("/datasets");
        await page.GetByText(Url).WaitForAsync();
    }

    [Fact]
    public async Task PagesAndDialogs_DesktopAndPhone_LightAndDark_Fit()
    {
        var first = await SignedInAsync();
        await first.GotoAsync("/datasets");
        await PickAsync(first, ("chapter 1.txt", _text), ("chapter 2.txt", "The end.\n"u8.ToArray()), ("chapter 3.txt.gz", Pack("gz", _text)));
        await first.GetByLabel("Count chapter 1.txt and 2 more files").WaitForAsync();
        await PickAsync(first, ("an-archive-with-a-name-that-is-far-too-long-for-any-phone-and-has-no-place-to-break-it.txt.zst", Pack("zst", _text)));
        await PickAsync(first, ("torn.txt.gz", Pack("gz", _text)[..^9]));
        await first.GetByText("“torn.txt.gz” is torn").First.WaitForAsync();
        await Master.SignInAsync("Fritz");
        using (var added = await Master.Client.PostAsync("api/datasets/url", new StringContent($$"""{"url":"{{Url}}"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken))
            Assert.True(added.IsSuccessStatusCode);

        foreach (var (looks, dark, width, height) in Looks.All)
        {
            var page = await SignedInAsync(dark, width, height);
            await page.GotoAsync("/datasets");
            await page.SeePartyAsync();
            await page.GetByText("3 files, in this order").ClickAsync();
            await TakeAsync(page, $"sources-{looks}", width);
            await PickAsync(page, ("torn again.txt.gz", Pack("gz", _text)[..^9]), ("b.txt", "b"u8.ToArray()));
            await page.GetByLabel("Upload of b.txt and 1 more file").WaitForAsync();
            await TakeAsync(page, $"sources-upload-{looks}", width);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add from the web" }).ClickAsync();
            await page.GetByLabel("Address of a plain text").FillAsync("https://texts.example/a/very/long/address/of/some/text/that/wraps/nowhere/moby-dick.txt");
            await TakeAsync(page, $"sources-web-{looks}", width);
            await page.GetByLabel("Address of a plain text").PressAsync("Enter");
            await page.GetByRole(AriaRole.Alert).WaitForAsync();
            await TakeAsync(page, $"sources-web-refused-{looks}", width);
        }
    }

    private static byte[] Pack(string name, byte[] text)
    {
        if (!name.EndsWith("gz", StringComparison.Ordinal))
        {
            using var compressor = new Compressor();
            return compressor.Wrap(text).ToArray();
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }

    private static async Task PickAsync(IPage page, params (string Name, byte[] Bytes)[] files)
    {
        var input = page.Locator("input[type=file]");
        await Assertions.Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(files.Select(file => new FilePayload { Name = file.Name, MimeType = "application/octet-stream", Buffer = file.Bytes }));
    }

    private async Task<IPage> SignedInAsync(bool dark = false, int width = 1440, int height = 900)
    {
        var page = await _chromium!.NewPersonAsync(Master.Address, dark, width, height);
        await page.SignInAsync("Fritz", MasterProcess.Password);
        return page;
    }

    private async Task AssertCountedAsync(IPage page, Dictionary<string, long> counts)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "TSV by word" }).WaitForAsync(new() { Timeout = 60_000 });
        await Master.SignInAsync("Fritz");
        Assert.Equal(counts, await Master.ResultAsync(page.JobNumber()));
    }

    private async Task TakeAsync(IPage page, string name, int width)
    {
        if (_pictures is not null)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_pictures, name + ".png"), FullPage = true });
        var needed = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"{name} needs {needed} pixels of {width}: it scrolls sideways.");
    }
}
