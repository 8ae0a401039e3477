using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using static MudBlazor.Icons.Material;

namespace Byob.Web.Dashboard.Layout;

/// <summary>Changes the colour scheme: as the system, light, dark. The browser remembers it.</summary>
public sealed partial class ThemeToggle
{
    private string _choice = "system";

    [Inject]
    public required IJSRuntime Js { get; set; }

    private string Icon => _choice switch
    {
        "light" => Rounded.LightMode,
        "dark" => Rounded.DarkMode,
        _ => Rounded.Contrast,
    };

    private string Label => _choice switch
    {
        "light" => "Colours: light. Change to dark",
        "dark" => "Colours: dark. Change to the system's",
        _ => "Colours: as the system. Change to light",
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _choice = await Js.InvokeAsync<string>("byobTheme.choice") ?? _choice;
        StateHasChanged();
    }

    private async Task NextAsync()
    {
        var next = _choice switch { "system" => "light", "light" => "dark", _ => "system" };
        _choice = await Js.InvokeAsync<string>("byobTheme.choose", next) ?? next;
    }
}
