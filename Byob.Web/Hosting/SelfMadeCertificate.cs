using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Byob.Web.Hosting;

/// <summary>
/// Makes the certificate of a master that has none, once, and keeps it in a file that only this account may read. Machines pin it, so it stays the same as
/// long as it is valid, whatever addresses come and go.
/// </summary>
internal static class SelfMadeCertificate
{
    private const int Years = 10;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>The certificate in the file, or a new one when there is none or it has expired.</summary>
    /// <exception cref="StartRefusedException">The file cannot be used.</exception>
    public static X509Certificate2 FindOrMake(string path, IEnumerable<string> names, IEnumerable<IPAddress> addresses, TimeProvider time)
    {
        try
        {
            if (File.Exists(path))
            {
                var known = X509CertificateLoader.LoadPkcs12FromFile(path, null);
                if (known.HasPrivateKey && known.NotAfter.ToUniversalTime() > time.GetUtcNow())
                    return known;
                known.Dispose();
            }

            var made = Make(names, addresses, time.GetUtcNow());
            Keep(path, made);
            // As it will be read at the next start; the systems differ in what they do with a key that was never in a file.
            return X509CertificateLoader.LoadPkcs12(made, null);
        }
        catch (CryptographicException fault)
        {
            throw new StartRefusedException($"The certificate in {path} cannot be read ({fault.Message.TrimEnd('.')}). Delete the file to have a new one made; machines then have to join with its new fingerprint.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The certificate in {path} cannot be kept: {fault.Message}", fault);
        }
    }

    private static byte[] Make(IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=BYOB party", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        foreach (var address in addresses)
            alternatives.AddIpAddress(address);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        // From a day ago on: the clocks of friends are not all right.
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        return made.Export(X509ContentType.Pkcs12);
    }

    private static void Keep(string path, byte[] certificate)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            file.Write(certificate);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
