using MudBlazor;

namespace Byob.Web.Dashboard.Layout;

/// <summary>
/// The look of the component library, once for each colour scheme. Both are written into every page, and a script chooses
/// before the first paint: nothing flashes, and no circuit is needed to change it.
/// </summary>
public static class PartyTheme
{
    public static MudTheme Light { get; } = Make(":root");

    public static MudTheme Dark { get; } = Make(":root[data-theme=dark]");

    private static MudTheme Make(string scope)
    {
        string[] sans = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];
        var theme = new MudTheme
        {
            PseudoCss = new PseudoCss { Scope = scope },
            PaletteLight = new PaletteLight
            {
                Primary = "#3550d4", PrimaryContrastText = "#ffffff", Secondary = "#5b6472", Tertiary = "#317b6a",
                Info = "#3550d4", Success = "#17774a", Warning = "#8f5b00", Error = "#bd2c2c", Dark = "#14181f",
                Background = "#f6f7f9", BackgroundGray = "#eef0f3", Surface = "#ffffff",
                DrawerBackground = "#f6f7f9", DrawerText = "#3b4350", DrawerIcon = "#5b6472",
                AppbarBackground = "#f6f7f9", AppbarText = "#14181f",
                TextPrimary = "#14181f", TextSecondary = "#59626f", TextDisabled = "#8b94a1",
                ActionDefault = "#4b5462", ActionDisabled = "#9aa2ae", ActionDisabledBackground = "#e9ecf0",
                LinesDefault = "#e3e6eb", LinesInputs = "#c3c9d2", TableLines = "#e9ecf0", Divider = "#e3e6eb", DividerLight = "#eef0f3",
                OverlayDark = "rgba(20,24,31,0.42)",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#8ea4ff", PrimaryContrastText = "#0d1017", Secondary = "#98a1b0", Tertiary = "#5fb9a5",
                Info = "#8ea4ff", Success = "#4cc38a", Warning = "#e8b04a", Error = "#ff8078", Dark = "#e6e9ef",
                InfoContrastText = "#0d1017", SuccessContrastText = "#0d1017", WarningContrastText = "#0d1017", ErrorContrastText = "#1a0908", DarkContrastText = "#0d1017",
                Black = "#0b0d12", Background = "#0d1017", BackgroundGray = "#12161e", Surface = "#151a22",
                DrawerBackground = "#0d1017", DrawerText = "#b6bdc9", DrawerIcon = "#98a1b0",
                AppbarBackground = "#0d1017", AppbarText = "#e6e9ef",
                TextPrimary = "#e6e9ef", TextSecondary = "#99a2b1", TextDisabled = "#667080",
                ActionDefault = "#b6bdc9", ActionDisabled = "#59616e", ActionDisabledBackground = "#1f2530",
                LinesDefault = "#242b36", LinesInputs = "#3a4352", TableLines = "#1f2530", Divider = "#242b36", DividerLight = "#1b212a",
                OverlayDark = "rgba(4,6,10,0.66)",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
        };
        theme.Typography.Default.FontFamily = sans;
        theme.Typography.Default.FontSize = ".875rem";
        theme.Typography.Default.LineHeight = "1.5";
        theme.Typography.Default.LetterSpacing = "0";
        foreach (var typo in new BaseTypography[]
                 {
                     theme.Typography.H1, theme.Typography.H2, theme.Typography.H3, theme.Typography.H4, theme.Typography.H5, theme.Typography.H6,
                     theme.Typography.Subtitle1, theme.Typography.Subtitle2, theme.Typography.Body1, theme.Typography.Body2,
                     theme.Typography.Button, theme.Typography.Caption, theme.Typography.Overline,
                 })
        {
            typo.FontFamily = sans;
            typo.LetterSpacing = "0";
        }

        theme.Typography.Subtitle1.FontSize = ".875rem";
        theme.Typography.H6.FontSize = "1rem";
        theme.Typography.H6.FontWeight = "600";
        theme.Typography.Body1.FontSize = ".875rem";
        theme.Typography.Body2.FontSize = ".8125rem";
        theme.Typography.Button.TextTransform = "none";
        theme.Typography.Button.FontSize = ".8438rem";
        theme.Typography.Button.FontWeight = "550";
        return theme;
    }
}
