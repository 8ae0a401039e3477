using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Tests.Dashboard;

/// <summary>Finds things on a page as people do: by what they say.</summary>
internal static class PageMarkup
{
    /// <summary>All that the page says, words apart by one space.</summary>
    public static string Text<T>(this IRenderedComponent<T> page)
        where T : IComponent =>
        string.Join(' ', page.Nodes.SelectMany(node => node.DescendantsAndSelf<IText>()).SelectMany(text => text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    public static IElement Button<T>(this IRenderedComponent<T> page, string saying)
        where T : IComponent =>
        page.FindAll("button, a").FirstOrDefault(button => Says(button, saying))
        ?? throw new InvalidOperationException($"There is no button “{saying}”. The page says: {page.Text()}");

    public static bool HasButton<T>(this IRenderedComponent<T> page, string saying)
        where T : IComponent => page.FindAll("button, a").Any(button => Says(button, saying));

    private static bool Says(IElement button, string saying) => button.TextContent.Trim() == saying || button.GetAttribute("aria-label") == saying;
}
