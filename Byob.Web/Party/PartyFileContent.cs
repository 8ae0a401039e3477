using System.Text.Json.Serialization;
using Byob.Web.Party.Roster;

namespace Byob.Web.Party;

/// <summary>What <c>party.json</c> says. A class and not a record: a record would print the password.</summary>
internal sealed class PartyFileContent
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Only in a file prepared by hand; the file is rewritten with the hash in its place.</summary>
    [JsonPropertyName("password")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Password { get; init; }

    [JsonPropertyName("passwordHash")]
    public string? PasswordHash { get; init; }

    /// <summary>Invited names; none or an empty list: anyone with the password may join.</summary>
    [JsonPropertyName("invited")]
    public IReadOnlyList<string>? Invited { get; init; }

    public static PartyFileContent Of(RosterSnapshot roster) =>
        new() { Name = roster.PartyName, PasswordHash = roster.PasswordHash, Invited = [.. roster.Invitations.Values] };

    public bool Says(PartyFileContent other) =>
        Name == other.Name
        && Password == other.Password
        && PasswordHash == other.PasswordHash
        && (Invited ?? []).SequenceEqual(other.Invited ?? [], StringComparer.Ordinal);
}
