using System.Text.RegularExpressions;

namespace Byob.Web.Results;

/// <summary>Which names a result may have. They name folders, so there is no way out of the party's result folder in them.</summary>
public static partial class ResultNames
{
    /// <summary>Of use for a sentence after "A result name".</summary>
    public const string Rule = "has 1 to 80 letters, digits, '-', '_' or '.', begins with a letter or digit, does not end with '.', and is not one that Windows keeps for devices (con, nul, com1)";

    public static bool IsValid(string name) => Pattern().IsMatch(name) && !name.EndsWith('.') && !IsDevice(name);

    /// <summary>Windows takes these for devices, with any ending; a results folder may be copied there.</summary>
    public static bool IsDevice(string name) => Device().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex("^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|\\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Device();
}
