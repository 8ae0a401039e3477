using Byob.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Byob.Web.Party;

/// <summary>The addresses under which people reach this master, as it listens and as the host says; known once the server has started.</summary>
internal sealed class OpenAddresses(IServer server, IOptions<HostingOptions> hosting)
{
    /// <summary>The public address first, when there is one; then the one for this machine itself, then those on its networks.</summary>
    public IReadOnlyList<string> All =>
    [
        .. hosting.Value.PublicAddress is { Length: > 0 } known ? new[] { known.TrimEnd('/') } : [],
        .. PartyAddresses.Of(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], PartyAddresses.LocalNetwork(), hosting.Value.PathBaseInForce),
    ];

    /// <summary>The one that another machine uses.</summary>
    public string ForFriends => PartyAddresses.ForFriends(All);
}
