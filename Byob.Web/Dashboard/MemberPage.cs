using Byob.Web.Party;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Dashboard;

/// <summary>A live component on which the signed-in member can do things: it knows who they are and shows refusals.</summary>
[Authorize]
public abstract class MemberPage : LiveComponent
{
    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    /// <summary>The signed-in member.</summary>
    protected Actor Actor { get; private set; } = new(Guid.Empty, "", false);

    protected override async Task OnInitializedAsync() => await RecogniseAsync();

    protected override async Task OnParametersSetAsync()
    {
        // Told anew when the member becomes host, or is removed; who was removed is led to the door by the router.
        await RecogniseAsync();
        await base.OnParametersSetAsync();
    }

    /// <summary>Does something in the member's name. A refusal is shown as the sentence that it is.</summary>
    protected async Task<bool> DoAsync(Func<Actor, CancellationToken, Task<Outcome>> action, string? done = null)
    {
        var outcome = await action(Actor, Closing);
        if (!outcome.Ok)
            Snackbar.Add(outcome.Refusal!, Severity.Error);
        else if (done is not null)
            Snackbar.Add(done, Severity.Success);
        await LookAgainAsync();
        return outcome.Ok;
    }

    private async Task RecogniseAsync()
    {
        var user = (await Authentication).User;
        if (user.Identity?.IsAuthenticated == true)
            Actor = user.Actor();
    }
}
