using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Byob.Web.Hosting;

/// <summary>What <c>/health</c> says: status and version, and nothing about the party, since anyone may ask.</summary>
internal static class HealthReply
{
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                version = MasterVersion.Current,
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
            },
            context.RequestAborted);
}
