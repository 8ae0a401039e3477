using System.Text.RegularExpressions;

namespace Byob.Web.Results;

/// <summary>Which names a result may have. They name folders, so there is no way out of the party's result folder in them.</summary>
public static partial class ResultNames
{
    public static bool IsValid(string name) => Pattern().IsMatch(name) && !name.EndsWith('.');

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
