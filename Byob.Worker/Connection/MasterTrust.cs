using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Byob.Worker.Connection;

/// <summary>
/// Decides whether what answers at the master's address is the master, and makes every handler that talks to it. With a fingerprint only the certificate
/// that has it is taken, whatever its names, its authority and its dates; without one the system's trust decides. There is no third way.
/// </summary>
/// <param name="master">For sentences.</param>
/// <param name="fingerprint">As <see cref="Fingerprint"/> has it; null when none is pinned.</param>
internal sealed class MasterTrust(Uri master, string? fingerprint)
{
    /// <summary>A handler for HTTP calls to the master, and to nobody else: it keeps no cookies and follows no redirect.</summary>
    public SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = { RemoteCertificateValidationCallback = Judge },
    };

    /// <exception cref="CertificateRefusedException">It is not taken; the sentence says why.</exception>
    public bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            throw new CertificateRefusedException($"{master} shows no certificate. Is it the master's https address?");

        var shown = Fingerprint.Of(certificate);
        if (fingerprint is null)
            return errors == SslPolicyErrors.None ? true : throw new CertificateRefusedException(Untrusted(shown, chain, errors));
        return shown == fingerprint ? true : throw new CertificateRefusedException(Other(shown, fingerprint));
    }

    private string Other(string shown, string pinned) =>
        $"The certificate at {master} is not the one that this machine was told of: it has the fingerprint {shown}, and expected is {pinned}. "
        + "Somebody may be between, so nothing was sent. If the host has made a new certificate, take the new line from the page \"Join with a machine\", "
        + $"or join again with: byob join {master} --fingerprint {shown}";

    private string Untrusted(string shown, X509Chain? chain, SslPolicyErrors errors) =>
        $"This machine does not trust the certificate at {master} ({Why(chain, errors)}), so nothing was sent. If the host made it, compare its SHA-256 fingerprint "
        + $"{shown} with the one that the master prints when it starts. When both are the same, join with: byob join {master} --fingerprint {shown}";

    private static string Why(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain?.ChainStatus is [{ StatusInformation: { Length: > 0 } information }, ..])
            return information.Trim().TrimEnd('.');
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it is for another name" : "no authority vouches for it";
    }
}
