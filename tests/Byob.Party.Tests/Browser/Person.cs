using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Byob.Party.Tests.Browser;

/// <summary>What people do on the pages, in their words.</summary>
internal static partial class Person
{
    /// <summary>Opens the one-use link of the banner and becomes the host.</summary>
    public static async Task BecomeHostAsync(this IPage page, string masterOutput, string name)
    {
        var link = HostLink().Match(masterOutput);
        if (!link.Success)
            throw new InvalidOperationException("The master printed no host link: " + masterOutput);
        await page.GotoAsync(link.Value);
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Be the host" }).ClickAsync();
        await page.SeePartyAsync();
    }

    public static async Task SignInAsync(this IPage page, string name, string password)
    {
        await page.GotoAsync("/");
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("Party password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join the party" }).ClickAsync();
        await page.SeePartyAsync();
    }

    /// <summary>The dashboard is there and live: its circuit answers.</summary>
    public static async Task SeePartyAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
        // The heading comes with the page itself; what is clicked before the circuit works would go nowhere.
        await page.Locator("html[data-live]").WaitForAsync();
    }

    /// <summary>Has a sample text made in the dialog and answers with its id when it can be counted.</summary>
    public static async Task<Guid> MakeSampleAsync(this IPage page, string size, string listedAs)
    {
        await page.GotoAsync("/datasets?sample=true");
        await page.GetByRole(AriaRole.Radio, new() { Name = size, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make " + size, Exact = true }).ClickAsync();
        var count = page.GetByRole(AriaRole.Row).Filter(new() { HasText = listedAs }).GetByRole(AriaRole.Link, new() { Name = "Count" });
        await count.WaitForAsync(new() { Timeout = 120_000 });
        return Guid.Parse((await count.GetAttributeAsync("href"))!.Split('=')[^1]);
    }

    /// <summary>Uploads a file on the page "Datasets" and waits until it can be counted.</summary>
    public static async Task UploadAsync(this IPage page, string path)
    {
        await page.GotoAsync("/datasets");
        var input = page.Locator("input[type=file]");
        await Assertions.Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(path);
        await CountLink(page, path).WaitForAsync();
    }

    /// <summary>Submits a job for an uploaded file and ends on the job's page.</summary>
    public static async Task CountAsync(this IPage page, string path)
    {
        await CountLink(page, path).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name of the result")).Not.ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit the job" }).ClickAsync();
        await page.WaitForURLAsync(JobAddress());
    }

    public static int JobNumber(this IPage page) => int.Parse(JobAddress().Match(page.Url).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static ILocator CountLink(IPage page, string path) => page.GetByLabel("Count " + Path.GetFileName(path));

    [GeneratedRegex(@"http://\S+/host/[\w-]+")]
    private static partial Regex HostLink();

    [GeneratedRegex(@"/jobs/(\d+)$")]
    private static partial Regex JobAddress();
}
