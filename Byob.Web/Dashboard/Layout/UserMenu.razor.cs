using Byob.Web.Party;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Byob.Web.Dashboard.Layout;

/// <summary>Who is signed in, and the way out.</summary>
public sealed partial class UserMenu
{
    private Actor _actor = new(Guid.Empty, "", false);

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private string Initial => _actor.Name.Length == 0 ? "?" : _actor.Name[..1].ToUpperInvariant();

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        if (user.Identity?.IsAuthenticated == true)
            _actor = user.Actor();
    }
}
