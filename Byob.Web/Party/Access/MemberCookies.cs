using Byob.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Byob.Web.Party.Access;

/// <summary>Holds every cookie against the roster, so that a removed member is out with the next request, and answers those who are not in.</summary>
internal sealed class MemberCookies(PartyRoster roster) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (roster.FindMember(context.Principal) is { } member)
        {
            // Always from the roster: who became host, or is no longer, is so at once.
            context.ReplacePrincipal(PartyPrincipals.Of(member));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(PartySchemes.Member);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        Problems.IsForPrograms(context.Request.Path)
            ? Problems.WriteAsync(context.HttpContext, StatusCodes.Status401Unauthorized, "Sign in first: open the party in a browser, or enrol this machine with the party password.")
            : base.RedirectToLogin(context);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        const string sentence = "Only the host of the party may do this.";
        return Problems.IsForPrograms(context.Request.Path)
            ? Problems.WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden, sentence)
            : SignIn.SignInPages.Message("Not for you", sentence, StatusCodes.Status403Forbidden).ExecuteAsync(context.HttpContext);
    }
}
