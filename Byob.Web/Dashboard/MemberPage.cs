using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace Byob.Web.Dashboard;

/// <summary>A live component on which the signed-in member can do things: it knows who they are and shows refusals.</summary>
public abstract class MemberPage : LiveComponent
{
    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    /// <summary>The signed-in member.</summary>
    protected Actor Actor { get; private set; } = new(Guid.Empty, "", false);

    protected override async Task OnInitializedAsync() => Actor = (await Authentication).User.Actor();

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
}
