using Microsoft.AspNetCore.Http.HttpResults;

namespace Byob.Web.Party.SignIn;

/// <summary>Makes answers out of the pages at the door. None of them is kept by a cache: each holds a form's token or a person's name.</summary>
internal static class SignInPages
{
    public static IResult SignIn(string partyName, string? name, string? sentence, string? returnUrl, int status = StatusCodes.Status200OK) =>
        Page<SignInPage>(status, new Dictionary<string, object?>
        {
            [nameof(SignInPage.PartyName)] = partyName,
            [nameof(SignInPage.Name)] = name,
            [nameof(SignInPage.Sentence)] = sentence,
            [nameof(SignInPage.ReturnUrl)] = returnUrl,
        });

    public static IResult HostLink(string partyName, string ticket, string? name, string? sentence, int status = StatusCodes.Status200OK) =>
        Page<HostLinkPage>(status, new Dictionary<string, object?>
        {
            [nameof(HostLinkPage.PartyName)] = partyName,
            [nameof(HostLinkPage.Ticket)] = ticket,
            [nameof(HostLinkPage.Name)] = name,
            [nameof(HostLinkPage.Sentence)] = sentence,
        });

    public static IResult Message(string title, string sentence, int status) =>
        Page<MessagePage>(status, new Dictionary<string, object?>
        {
            [nameof(MessagePage.Title)] = title,
            [nameof(MessagePage.Sentence)] = sentence,
        });

    private static RazorComponentResult<TPage> Page<TPage>(int status, IReadOnlyDictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        new(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
