using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Byob.Web.Party;

/// <summary>A machine's secret: 256 random bits behind a prefix that secret scanners can look for. Only its SHA-256 is kept.</summary>
internal static class WorkerToken
{
    public const string Prefix = "byobw_";

    private const int SecretBytes = 32;

    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(SecretBytes);

    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static bool HasForm(string token) => token.Length == Length && token.StartsWith(Prefix, StringComparison.Ordinal);
}
