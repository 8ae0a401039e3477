using System.Security.Cryptography;

namespace Byob.Web.Party;

/// <summary>Makes up party passwords that people can read out and type: four groups of four letters, 69 bits.</summary>
internal static class PasswordMaker
{
    // No vowels, so that no group spells a word; no l, which looks like 1 and I.
    private const string Letters = "bcdfghjkmnpqrstvwxyz";

    public static string Make() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
