using Microsoft.Playwright;

namespace Byob.Party.Tests.Browser;

/// <summary>A size of window and a theme in which pages are looked at.</summary>
internal sealed record Looks(string Name, bool Dark, int Width, int Height)
{
    /// <summary>Desktop and phone, light and dark.</summary>
    public static IReadOnlyList<Looks> All { get; } =
        [new("light", false, 1440, 900), new("dark", true, 1440, 900), new("phone-light", false, 390, 844), new("phone-dark", true, 390, 844)];

    /// <summary>Shows an open page so.</summary>
    public async Task WearAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light });
        await page.SetViewportSizeAsync(Width, Height);
    }
}
