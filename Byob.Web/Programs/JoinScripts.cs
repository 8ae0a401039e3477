using System.Text;
using System.Text.RegularExpressions;
using Byob.Web.Hosting;

namespace Byob.Web.Programs;

/// <summary>Serves the scripts that join a machine in one line, with this master's address and the sums of its programs written in.</summary>
internal static partial class JoinScripts
{
    private const string AddressMark = "@MASTER@";
    private const string FingerprintMark = "@FINGERPRINT@";

    public static void MapJoinScripts(this IEndpointRouteBuilder routes)
    {
        Map("join.sh", "text/x-shellscript", program => $"{program.Platform}) echo {program.Sha256} ;;", "@SUMS@) ;;");
        Map("join.ps1", "text/plain", program => $"'{program.Platform}' = '{program.Sha256}'", "# @SUMS@");

        void Map(string name, string contentType, Func<WorkerProgram, string> sum, string sums)
        {
            var template = Template(name);
            routes.MapGet("/" + name, (HttpContext context, ProgramShelf shelf, PartyCertificate certificate, CancellationToken cancellationToken) =>
                WriteAsync(context, shelf, certificate, template, contentType, sum, sums, cancellationToken)).AllowAnonymous();
        }
    }

    /// <summary>The address that this request came to, as it may stand between single quotes of a script; null when it is none that could.</summary>
    internal static string? Address(HttpRequest request)
    {
        var address = $"{request.Scheme}://{request.Host.Value}{request.PathBase.Value}".TrimEnd('/');
        return PlainAddress().IsMatch(address) ? address : null;
    }

    private static async Task<IResult> WriteAsync(
        HttpContext context, ProgramShelf shelf, PartyCertificate certificate, string template, string contentType, Func<WorkerProgram, string> sum, string sums, CancellationToken cancellationToken)
    {
        if (Address(context.Request) is not { } address)
            return Problems.Of(StatusCodes.Status400BadRequest, "The address that this came to is none that a script could call. Use the party's address as its host gave it.");

        var lines = (await shelf.ListAsync(cancellationToken)).Select(sum);
        var fingerprint = context.Request.IsHttps ? certificate.Fingerprint : null;
        var script = template.Replace(AddressMark, address, StringComparison.Ordinal).Replace(FingerprintMark, fingerprint, StringComparison.Ordinal).Replace(sums, string.Join("\n        ", lines), StringComparison.Ordinal);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(script, contentType, Encoding.UTF8);
    }

    private static string Template(string name)
    {
        using var stream = typeof(JoinScripts).Assembly.GetManifestResourceStream($"Byob.Web.Programs.{name}") ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^https?://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.\-_]+)(:[0-9]{1,5})?(/[A-Za-z0-9._~\-]+)*\z")]
    private static partial Regex PlainAddress();
}
