using MudBlazor;

namespace Byob.Web.Dashboard.Components;

/// <summary>Asks before something that cannot be taken back.</summary>
public static class ConfirmExtensions
{
    /// <param name="title">The question.</param>
    /// <param name="text">What it would mean.</param>
    /// <param name="yes">Words of the button that does it.</param>
    public static async Task<bool> AskAsync(this IDialogService dialogs, string title, string text, string yes)
    {
        var parameters = new DialogParameters<Confirm>
        {
            { confirm => confirm.Title, title },
            { confirm => confirm.Text, text },
            { confirm => confirm.Yes, yes },
        };
        var dialog = await dialogs.ShowAsync<Confirm>(null, parameters, new DialogOptions { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true });
        return await dialog.Result is { Canceled: false };
    }
}
