using Byob.Web.Storage;
using Microsoft.AspNetCore.Identity;

namespace Byob.Web.Party;

/// <summary>Hashes and checks the party password, with Identity's hasher.</summary>
internal sealed class PartyPasswords(IPasswordHasher<PartyRecord> hasher)
{
    // The hasher asks for a user, whom the standard algorithm does not look at.
    private static readonly PartyRecord Nobody = new() { Name = "", PasswordHash = "" };

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Takes about as long for a wrong password as for the right one.</summary>
    public bool Verify(string hash, string password) =>
        password.Length <= PartyRules.MaxPassword && hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Whether the hash could be one of this hasher's: checked before a hand-made one is believed.</summary>
    public static bool LooksLikeHash(string hash)
    {
        Span<byte> bytes = stackalloc byte[256];
        // Version 3 of Identity's format: marker 1, three numbers of four bytes, a salt and a key of 16 bytes at least each.
        return hash.Length <= 256 && Convert.TryFromBase64String(hash, bytes, out var length) && length >= 45 && bytes[0] == 1;
    }
}
