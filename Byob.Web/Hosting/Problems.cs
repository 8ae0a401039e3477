using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Byob.Web.Hosting;

/// <summary>Answers programs with problem JSON (RFC 9457), whose detail is a sentence for people.</summary>
public static class Problems
{
    /// <summary>True for the addresses that programs call: they get problems and status codes, never a redirect to a page.</summary>
    public static bool IsForPrograms(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/hub") || path.StartsWithSegments("/_blazor");

    public static Task WriteAsync(HttpContext context, int status, string sentence) => Of(status, sentence).ExecuteAsync(context);

    public static IResult Of(int status, string sentence) =>
        TypedResults.Problem(title: ReasonPhrases.GetReasonPhrase(status), detail: sentence, statusCode: status);

    /// <summary>Puts a sentence where a refusal of the framework has none.</summary>
    internal static Task EmptyAsync(StatusCodeContext refused)
    {
        var status = refused.HttpContext.Response.StatusCode;
        return WriteAsync(refused.HttpContext, status, status switch
        {
            StatusCodes.Status400BadRequest => "The master does not understand this request. Look at its form, or update the program that sent it.",
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take such a request.",
            StatusCodes.Status413PayloadTooLarge => "The request is larger than this address takes.",
            StatusCodes.Status415UnsupportedMediaType => "This address takes JSON (Content-Type: application/json).",
            _ => "The master refused this request.",
        });
    }

    /// <summary>Last resort, when an exception came all the way up. It is in the log already.</summary>
    internal static Task UnexpectedAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status500InternalServerError, "Something went wrong on the master, and it is in its log. Try again; if it stays, tell the host.");
}
