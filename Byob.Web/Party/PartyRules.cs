using System.Globalization;
using System.Text;

namespace Byob.Web.Party;

/// <summary>What names and passwords of the party may look like.</summary>
internal static class PartyRules
{
    public const int MaxName = 40;
    public const int MaxPartyName = 60;
    public const int MinPassword = 8;
    public const int MaxPassword = 128;

    /// <summary>How many members, invitations and machines a party may have, each: far beyond any party, and a bound on what strangers with the password can fill.</summary>
    public const int MaxEntries = 1000;

    /// <summary>A typed name as it is stored: with no space around it. (Composing letters and marks needs tables that invariant culture leaves out.)</summary>
    public static string Tidy(string? typed) => (typed ?? "").Trim();

    /// <summary>The form that names are compared in.</summary>
    public static string Key(string name) => Tidy(name).ToUpperInvariant();

    public static Outcome CheckMemberName(string tidy) =>
        IsName(tidy, "")
            ? Outcome.Done
            : Outcome.Refused($"A name has 1 to {MaxName} letters, digits, spaces, or any of - _ . and begins with a letter or a digit.");

    public static Outcome CheckWorkerName(string tidy) =>
        IsName(tidy, "()")
            ? Outcome.Done
            : Outcome.Refused($"A machine's name has 1 to {MaxName} letters, digits, spaces, or any of - _ . ( ) and begins with a letter or a digit.");

    public static Outcome CheckPartyName(string name) =>
        name.Trim().Length is > 0 and <= MaxPartyName && IsWellFormed(name) && !name.Any(char.IsControl)
            ? Outcome.Done
            : Outcome.Refused($"The party's name needs 1 to {MaxPartyName} printable characters.");

    public static Outcome CheckPassword(string password) =>
        password.Length is >= MinPassword and <= MaxPassword && IsWellFormed(password) && !password.Any(char.IsControl) && password.Trim().Length == password.Length
            ? Outcome.Done
            : Outcome.Refused($"The party password needs {MinPassword} to {MaxPassword} characters, with no space at its ends.");

    /// <summary>The beginning of a name, at most <paramref name="length"/> characters, with no half character at its end.</summary>
    public static string Cut(string name, int length) =>
        name.Length <= length ? name : name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)].TrimEnd();

    private static bool IsName(string name, string alsoAllowed)
    {
        if (name.Length is 0 or > MaxName || !IsWellFormed(name))
            return false;

        return Rune.IsLetterOrDigit(name.EnumerateRunes().First())
            && name.EnumerateRunes().All(rune => Rune.IsLetterOrDigit(rune) || IsMark(rune) || (rune.IsAscii && (" -_." + alsoAllowed).Contains((char)rune.Value, StringComparison.Ordinal)));
    }

    /// <summary>Vowel signs and accents, without which many scripts cannot write a name.</summary>
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
