using System.Text;

namespace Byob.Worker.Autostart.Systemd;

/// <summary>Writes values so that systemd reads them back as they are (systemd.syntax(7), systemd.unit(5) on specifiers, systemd.service(5) on command lines).</summary>
internal static class SystemdText
{
    /// <summary>A command line. systemd takes its first word as it is, and looks for variables in the others.</summary>
    public static string CommandLine(string executable, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(argument => Word(argument.Replace("$", "$$", StringComparison.Ordinal))).Prepend(Word(executable)));

    /// <summary>Whether systemd starts a program of this path at all; it refuses some characters, however they are written.</summary>
    public static bool CanStart(string executable) => !executable.Any(letter => char.IsControl(letter) || letter is '"' or '\'' or '\\');

    /// <summary>One word of a list.</summary>
    public static string Word(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in value)
        {
            text.Append(letter switch
            {
                '%' => "%%",
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                < ' ' => $"\\x{(int)letter:x2}",
                _ => letter.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
