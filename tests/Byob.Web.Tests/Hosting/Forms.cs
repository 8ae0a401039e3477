using System.Net;
using System.Text.RegularExpressions;

namespace Byob.Web.Tests.Hosting;

/// <summary>Fills in forms as a browser does.</summary>
public static partial class Forms
{
    /// <summary>Looks at the page, takes the form's hidden fields along, and sends it to <paramref name="action"/> (the page's own address unless said).</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(this HttpClient client, string page, Dictionary<string, string> fields, string? action = null)
    {
        var html = await client.GetStringAsync(page);
        var filled = HiddenInput().Matches(html).ToDictionary(match => WebUtility.HtmlDecode(match.Groups["name"].Value), match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        foreach (var (name, value) in fields)
            filled[name] = value;
        using var content = new FormUrlEncodedContent(filled);
        return await client.PostAsync(action ?? page, content);
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)"\s*/?>""")]
    private static partial Regex HiddenInput();
}
