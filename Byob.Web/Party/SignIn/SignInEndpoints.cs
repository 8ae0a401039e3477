using Byob.Web.Party.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Byob.Web.Party.SignIn;

/// <summary>The door as a browser sees it: sign in, sign out, the one-use host link.</summary>
internal static class SignInEndpoints
{
    private const string LinkIsUsed =
        "This host link was used already, or is of an earlier start of the master. To get a new one, start the master with --Party:HostLink=true.";

    /// <summary>The overview, below whatever path the party lives.</summary>
    private const string Home = "~/";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin", Show).AllowAnonymous();
        routes.MapPost("/signin", EnterAsync).AllowAnonymous().RequireRateLimiting(DoorLimit.Policy);
        routes.MapPost("/signout", LeaveAsync).AllowAnonymous();
        routes.MapGet("/host/{ticket}", ShowHostLink).AllowAnonymous();
        routes.MapPost("/host/{ticket}", EnterAsHostAsync).AllowAnonymous().RequireRateLimiting(DoorLimit.Policy);
    }

    private static IResult Show(HttpContext context, IPartyIdentity party, string? returnUrl) =>
        context.User.Identity is { IsAuthenticated: true }
            ? TypedResults.LocalRedirect(Local(returnUrl))
            : SignInPages.SignIn(party.Name, name: null, sentence: null, Local(returnUrl));

    private static async Task<IResult> EnterAsync(HttpContext context, IAntiforgery antiforgery, IPartyIdentity party, PartyDoor door, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return SignInPages.SignIn(party.Name, null, FormIsOld, null, StatusCodes.Status400BadRequest);

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var returnUrl = Local(form["returnUrl"]);
        var entered = await door.EnterAsync(form["name"], form["password"], cancellationToken);
        if (!entered.Ok)
            return SignInPages.SignIn(party.Name, PartyRules.Tidy(form["name"]), entered.Sentence, returnUrl, entered.StatusCode);

        await SignInAsync(context, entered.Value);
        return TypedResults.LocalRedirect(returnUrl);
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, IAntiforgery antiforgery)
    {
        // Without a valid form nobody is signed out; the page that comes next offers to try again.
        if (await antiforgery.IsRequestValidAsync(context))
            await context.SignOutAsync(PartySchemes.Member);
        return TypedResults.LocalRedirect("~/signin");
    }

    private static IResult ShowHostLink(string ticket, IPartyIdentity party, HostTicket tickets) =>
        tickets.IsValid(ticket)
            ? SignInPages.HostLink(party.Name, ticket, name: null, sentence: null)
            : SignInPages.Message("This link is used up", LinkIsUsed, StatusCodes.Status410Gone);

    private static async Task<IResult> EnterAsHostAsync(
        string ticket, HttpContext context, IAntiforgery antiforgery, IPartyIdentity party, PartyDoor door, HostTicket tickets, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return SignInPages.HostLink(party.Name, ticket, null, FormIsOld, StatusCodes.Status400BadRequest);

        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (!tickets.TryUse(ticket))
            return SignInPages.Message("This link is used up", LinkIsUsed, StatusCodes.Status410Gone);

        Admission<Actor>? entered = null;
        try
        {
            entered = await door.EnterAsHostAsync(form["name"], cancellationToken);
        }
        finally
        {
            if (entered is not { Ok: true })
                tickets.GiveBack(ticket);
        }

        if (!entered.Ok)
            return SignInPages.HostLink(party.Name, ticket, PartyRules.Tidy(form["name"]), entered.Sentence, entered.StatusCode);

        await SignInAsync(context, entered.Value);
        return TypedResults.LocalRedirect(Home);
    }

    private const string FormIsOld = "This form was open for too long, or cookies are blocked. Please try again.";

    private static Task SignInAsync(HttpContext context, Actor member) =>
        context.SignInAsync(PartySchemes.Member, PartyPrincipals.Of(member), new AuthenticationProperties { IsPersistent = true });

    /// <summary>An address of this host, whatever was asked for: a link must not lead from the door to somebody else's site.</summary>
    private static string Local(string? returnUrl) => RedirectHttpResult.IsLocalUrl(returnUrl) && !returnUrl.StartsWith('~') ? returnUrl : Home;
}
