using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Byob.Web.Dashboard;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Every page is live, but those that say otherwise (signing in, which must set a cookie).</summary>
    private IComponentRenderMode? RenderModeOfPage =>
        HttpContext.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
