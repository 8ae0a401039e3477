using System.Text;

namespace Byob.Worker.Autostart.Windows;

/// <summary>Writes a command line so that a Windows program takes it apart into the same words (as CommandLineToArgvW documents it).</summary>
internal static class WindowsCommandLine
{
    public static string Of(string executable, IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Word).Prepend($"\"{executable}\""));

    public static string Arguments(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Word));

    private static string Word(string value)
    {
        if (value.Length > 0 && !value.AsSpan().ContainsAny(" \t\n\v\""))
            return value;
        var text = new StringBuilder("\"");
        var slashes = 0;
        foreach (var letter in value)
        {
            // Backslashes count as such, unless a quote comes after them.
            text.Append('\\', letter == '"' ? slashes + 1 : 0).Append(letter);
            slashes = letter == '\\' ? slashes + 1 : 0;
        }

        return text.Append('\\', slashes).Append('"').ToString();
    }
}
