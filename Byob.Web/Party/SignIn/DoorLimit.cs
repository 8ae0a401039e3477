using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Byob.Web.Hosting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party.SignIn;

/// <summary>Bounds how often one address may try to come in, whatever names it tries.</summary>
internal sealed class DoorLimit(IOptions<PartyOptions> options, IPartyIdentity party, ILogger<DoorLimit> logger) : IRateLimiterPolicy<string>
{
    public const string Policy = nameof(DoorLimit);

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => RefuseAsync;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        RateLimitPartition.GetFixedWindowLimiter(
            Key(httpContext.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.TriesPerMinute, Window = TimeSpan.FromMinutes(1) });

    /// <summary>An address; of IPv6 the network, since one machine has as many addresses there as it likes.</summary>
    internal static string Key(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        const string sentence = "There were too many tries from your address. Wait a minute, then try again.";
        var context = rejected.HttpContext;
        PartyLog.SlowedDown(logger, context.Connection.RemoteIpAddress?.ToString() ?? "?");
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var rest) ? rest : TimeSpan.FromMinutes(1);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var answer = Problems.IsForPrograms(context.Request.Path)
            ? Problems.Of(StatusCodes.Status429TooManyRequests, sentence)
            : SignInPages.SignIn(party.Name, null, sentence, null, StatusCodes.Status429TooManyRequests);
        await answer.ExecuteAsync(context);
    }
}
