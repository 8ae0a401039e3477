using Microsoft.Playwright;

namespace Byob.Party.Tests.Browser;

/// <summary>A real Chromium, the machine's own, without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>Says where Chromium is, when it is in no usual place.</summary>
    public const string PathVariable = "BYOB_CHROMIUM";

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Chromium> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable(PathVariable) ?? Places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The browser tests need Chromium (Debian: apt-get install chromium), or its path in {PathVariable}.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>A browser of another person: own cookies, own storage.</summary>
    public async Task<IPage> NewPersonAsync(Uri master, bool dark = false, int width = 1440, int height = 900)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = master.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            AcceptDownloads = true,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
