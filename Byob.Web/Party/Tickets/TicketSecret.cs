using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Byob.Web.Party.Tickets;

/// <summary>The form of a ticket: 160 random bits behind a prefix that secret scanners can look for; short, since people copy it. Only its SHA-256 is kept.</summary>
internal static class TicketSecret
{
    public const string Prefix = "byobt_";

    private const int SecretBytes = 20;

    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(SecretBytes);

    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static byte[] Hash(string ticket) => SHA256.HashData(Encoding.UTF8.GetBytes(ticket));

    public static bool HasForm(string ticket) => ticket.Length == Length && ticket.StartsWith(Prefix, StringComparison.Ordinal);
}
