using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Byob.Worker.Connection;

/// <summary>The SHA-256 of a certificate, as people write it: 64 hexadecimal digits.</summary>
internal static class Fingerprint
{
    public const string Variable = "BYOB_FINGERPRINT";
    private const int Digits = 64;

    /// <summary>Takes it as openssl and browsers show it too: with colons or blanks, in capitals, with "SHA-256" before it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? fingerprint)
    {
        var bare = text.Trim();
        foreach (var label in (ReadOnlySpan<string>)["sha256 fingerprint=", "sha-256", "sha256"])
        {
            if (bare.StartsWith(label, StringComparison.OrdinalIgnoreCase))
                bare = bare[label.Length..];
        }

        bare = bare.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        fingerprint = bare.Length == Digits && bare.All(char.IsAsciiHexDigit) ? bare : null;
        return fingerprint is not null;
    }

    public static string Of(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
}
