using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Byob.Web.Party.Access;

/// <summary>
/// Tells the pages of an open browser tab who looks at them now: a removed member becomes nobody at once (and the page shows
/// <see cref="SignIn.RedirectToSignIn"/>), a new host becomes host.
/// </summary>
internal sealed class CircuitIdentity : ServerAuthenticationStateProvider, IDisposable
{
    private readonly PartyRoster _roster;
    private Actor? _told;

    public CircuitIdentity(PartyRoster roster)
    {
        _roster = roster;
        _roster.Changed += OnRosterChanged;
    }

    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        var signedIn = await base.GetAuthenticationStateAsync();
        _told = _roster.FindMember(signedIn.User);
        return new AuthenticationState(_told is null ? new() : PartyPrincipals.Of(_told));
    }

    public void Dispose() => _roster.Changed -= OnRosterChanged;

    private void OnRosterChanged()
    {
        // Before anybody asked there is nobody to tell; whoever asks later gets the newest.
        if (_told is { } told && _roster.Find(told.MemberId) != told)
            NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
    }
}
