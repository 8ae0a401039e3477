using System.Net;
using System.Text.Json;

namespace Byob.Shared.Hubs;

/// <summary>
/// What a master says to a machine on its own network that asks whether there is a party: one UDP datagram of JSON, sent only in answer. It proves
/// nothing; whoever reads it shows it to a person before anything is sent there.
/// </summary>
/// <param name="Version">Of this form.</param>
/// <param name="Nonce">That of the question.</param>
/// <param name="Master">Made anew at each start of the master, so that its answers over several networks are known to be one's.</param>
/// <param name="Party">The party's name, at most 60 characters.</param>
/// <param name="Scheme">http or https.</param>
/// <param name="Port">Where the master listens at the address that the answer comes from.</param>
/// <param name="Path">The path below which the party lives there; empty for none.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, when machines have to pin it; else null.</param>
/// <param name="Protocol">See <see cref="ProtocolVersion"/>.</param>
public sealed record PartyAnnouncement(int Version, string Nonce, Guid Master, string Party, string Scheme, int Port, string Path, string? Fingerprint, int Protocol)
{
    public const int CurrentVersion = 1;

    /// <summary>UDP port of questions.</summary>
    public const int QuestionPort = 5150;

    /// <summary>Bytes of a question, and the most that an answer may have: nobody can make a master send more than was sent to it.</summary>
    public const int DatagramBytes = 1000;

    private const int LongestText = 200;

    /// <summary>Of the networks that an organisation has for itself (RFC 2365).</summary>
    public static readonly IPAddress Group = IPAddress.Parse("239.255.51.50");

    /// <summary>Given out by nobody, and wide enough in scope (RFC 4291) that answers come from addresses that can be typed; hop limits keep it on the link.</summary>
    public static readonly IPAddress Group6 = IPAddress.Parse("ff15::b0b:5150");

    /// <summary>A question: the words, the nonce, and blanks up to the size.</summary>
    public static byte[] Question(string nonce)
    {
        var question = new byte[DatagramBytes];
        question.AsSpan().Fill((byte)' ');
        JsonSerializer.SerializeToUtf8Bytes(new Asked(CurrentVersion, nonce)).CopyTo(question, 0);
        return question;
    }

    /// <summary>The nonce of a question; null when the datagram is none, or too short to be answered.</summary>
    public static string? ReadQuestion(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length != DatagramBytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Asked>(datagram) is { Byob: CurrentVersion, Nonce: { Length: > 0 and <= 64 } nonce } ? nonce : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The datagram; null when it would be larger than one may be.</summary>
    public byte[]? Write() => JsonSerializer.SerializeToUtf8Bytes(this) is { Length: <= DatagramBytes } datagram ? datagram : null;

    /// <summary>Null when the datagram is no answer to the question of this nonce, or one that makes no sense.</summary>
    public static PartyAnnouncement? Read(ReadOnlySpan<byte> datagram, string nonce)
    {
        try
        {
            return datagram.Length <= DatagramBytes
                && JsonSerializer.Deserialize<PartyAnnouncement>(datagram) is { Version: CurrentVersion, Party.Length: > 0 and <= LongestText, Scheme: "http" or "https", Port: > 0 and <= ushort.MaxValue, Path: { Length: <= LongestText } path } read
                && read.Nonce == nonce
                && (path.Length == 0 || path[0] == '/')
                && !read.Party.Any(char.IsControl)
                && !path.Any(char.IsControl)
                && read.Fingerprint is null or { Length: 64 }
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Asked(int Byob, string Nonce);
}
