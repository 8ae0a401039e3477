using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Byob.Web.Hosting;

/// <summary>Looks at the certificate that the host gave to the server (<c>Kestrel:Certificates:Default</c>), to tell whether machines have to pin it.</summary>
internal static class GivenCertificate
{
    public const string PathKey = "Kestrel:Certificates:Default:Path";
    private const string KeyPathKey = "Kestrel:Certificates:Default:KeyPath";
    private const string PasswordKey = "Kestrel:Certificates:Default:Password";

    /// <summary>Null when none is given in a file, or it cannot be read: then the server itself says why, when it opens the file.</summary>
    public static X509Certificate2? Find(IConfiguration configuration, string contentRoot)
    {
        if (configuration[PathKey] is not { Length: > 0 } path)
            return null;
        try
        {
            var full = Path.Combine(contentRoot, path);
            return configuration[KeyPathKey] is null
                ? X509CertificateLoader.LoadPkcs12FromFile(full, configuration[PasswordKey], X509KeyStorageFlags.EphemeralKeySet)
                : X509CertificateLoader.LoadCertificateFromFile(full);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether this machine trusts it without being told; asked without the network.</summary>
    public static bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
