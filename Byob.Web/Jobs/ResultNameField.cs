using Byob.Web.Results;

namespace Byob.Web.Jobs;

/// <summary>What a result may be called. The form says so while one types; the master checks again.</summary>
public static class ResultNameField
{
    public const int Longest = 80;

    /// <summary>A sentence that says what is wrong with the name, or null when it will do.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "Give the result a name.";
        if (name.Length > Longest)
            return $"The name has {name.Length} characters; {Longest} are the most.";
        if (!char.IsAsciiLetterOrDigit(name[0]))
            return "Begin the name with a letter or a digit.";
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return $"“{c}” cannot be in the name: use letters, digits, - _ and .";
        }

        if (name.EndsWith('.'))
            return "A name cannot end with a full stop.";
        return ResultNames.IsDevice(name) ? "Windows keeps this name for a device. Choose another." : null;
    }
}
