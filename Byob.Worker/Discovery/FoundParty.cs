using System.Net;
using System.Net.Sockets;
using Byob.Shared.Hubs;

namespace Byob.Worker.Discovery;

/// <summary>A party that answered on this network. That it is the one that its name says, nothing proves.</summary>
/// <param name="Master">Tells the answers of one master from those of another.</param>
internal sealed record FoundParty(Guid Master, string Party, Uri Address, string? Fingerprint, int Protocol)
{
    public string Line => $"\"{Party}\" at {Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}"
        + (Fingerprint is null ? "" : $" (certificate {Fingerprint})")
        + (Protocol == ProtocolVersion.Current ? "" : $" (of another version: protocol {Protocol})");

    /// <summary>The party at the address that its answer came from, and at no other: an answer cannot lead somewhere else. Null when that address cannot be kept.</summary>
    public static FoundParty? Of(PartyAnnouncement announced, IPAddress from)
    {
        if (from.IsIPv4MappedToIPv6)
            from = from.MapToIPv4();
        if (from.IsIPv6LinkLocal)
            return null;
        var host = from.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{from}]" : from.ToString();
        return Uri.TryCreate($"{announced.Scheme}://{host}:{announced.Port}{announced.Path}", UriKind.Absolute, out var address)
            ? new FoundParty(announced.Master, announced.Party, MasterAddress.AsBase(address), announced.Scheme == Uri.UriSchemeHttps ? announced.Fingerprint : null, announced.Protocol)
            : null;
    }

    /// <summary>One address of each master: of IPv4 on the network rather than of IPv6, and rather than this machine's own.</summary>
    public static IReadOnlyList<FoundParty> Distinct(IEnumerable<FoundParty> answers) =>
    [
        .. answers.GroupBy(answer => answer.Master)
            .Select(same => same.OrderBy(answer => answer.Address.IsLoopback).ThenBy(answer => answer.Address.HostNameType == UriHostNameType.IPv6).First())
            .OrderBy(found => found.Party, StringComparer.OrdinalIgnoreCase)
            .ThenBy(found => found.Address.AbsoluteUri, StringComparer.Ordinal),
    ];
}
