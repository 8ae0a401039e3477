using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Hosting;

/// <summary>The certificate that this master serves https with, as far as it knows it: one of its own making, or the one that the host gave.</summary>
public sealed class PartyCertificate
{
    public PartyCertificate(IConfiguration configuration, IHostEnvironment environment, IOptions<HostingOptions> options, DataFolder folder, TimeProvider time)
    {
        if (options.Value.SelfMadeCertificate)
        {
            Own = SelfMadeCertificate.FindOrMake(Path.Combine(folder.Root, "certificate.pfx"), Names(), [IPAddress.Loopback, IPAddress.IPv6Loopback, .. PartyAddresses.LocalNetwork()], time);
            Served = FingerprintOf(Own);
            Pin = new CertificatePin(Served, PublicKeyOf(Own));
        }
        else if (GivenCertificate.Find(configuration, environment.ContentRootPath) is { } given)
        {
            using (given)
            {
                Served = FingerprintOf(given);
                Pin = GivenCertificate.IsTrusted(given) ? null : new CertificatePin(Served, PublicKeyOf(given));
            }
        }
    }

    /// <summary>
    /// What a machine has to pin to trust this master: the SHA-256 of the certificate, 64 hexadecimal digits. Null when there is no https, or when machines
    /// trust the certificate anyway: one that an authority renews every few weeks must not be pinned.
    /// </summary>
    public string? Fingerprint => Pin?.Fingerprint;

    /// <summary>The same in all forms that are needed to join; null when <see cref="Fingerprint"/> is.</summary>
    public CertificatePin? Pin { get; }

    /// <summary>The fingerprint of whatever certificate is served; null when it is not known.</summary>
    internal string? Served { get; }

    /// <summary>The self-made one, with its key; null when there is none.</summary>
    internal X509Certificate2? Own { get; }

    private static string FingerprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    private static string PublicKeyOf(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private static IEnumerable<string> Names()
    {
        var machine = Environment.MachineName;
        // A name with an underscore or a blank is no host name, and no certificate takes it.
        return Uri.CheckHostName(machine) == UriHostNameType.Dns ? new[] { "localhost", machine, machine + ".local" }.Distinct(StringComparer.OrdinalIgnoreCase) : ["localhost"];
    }
}
