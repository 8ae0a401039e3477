using Byob.Web.Hosting;
using Byob.Web.Party;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Byob.Web.Workers;

/// <summary>Finds the address under which another machine reaches this master, and by what it knows it there.</summary>
public sealed class JoinAddress(IServer server, IOptions<HostingOptions>? hosting = null, PartyCertificate? certificate = null)
{
    /// <summary>By what that machine knows the master's certificate; null when it trusts it anyway.</summary>
    public CertificatePin? Pin => certificate?.Pin;

    /// <summary>
    /// The address that the visitor uses, since it evidently works; on the master itself, where that is a loopback address, one
    /// of this machine on its network, or the loopback address when the master listens on no other.
    /// </summary>
    public string For(string visited) => new Uri(visited).IsLoopback ? OnNetwork() ?? Tidy(visited) : Tidy(visited);

    private string? OnNetwork()
    {
        var address = new OpenAddresses(server, hosting ?? Options.Create(new HostingOptions())).ForFriends;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && !uri.IsLoopback ? Tidy(address) : null;
    }

    private static string Tidy(string address) => address.TrimEnd('/');
}
