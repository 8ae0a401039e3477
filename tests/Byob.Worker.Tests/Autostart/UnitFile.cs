using System.Globalization;
using System.Text;

namespace Byob.Worker.Tests.Autostart;

/// <summary>Reads a unit as systemd does: lines of a section, words with quotes and escapes (systemd.syntax), % (systemd.unit) and $ (systemd.service).</summary>
internal sealed class UnitFile(string text)
{
    /// <summary>All values of a key, in order.</summary>
    public IReadOnlyList<string> All(string section, string key)
    {
        var values = new List<string>();
        var now = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line[0] == '[')
                now = line.Trim('[', ']');
            else if (now == section && line.Split('=', 2) is [var name, var value] && name == key)
                values.Add(value);
        }

        return values;
    }

    public string? One(string section, string key) => All(section, key) is [.., var last] ? last : null;

    /// <summary>The command line of ExecStart, as the process gets it.</summary>
    public IReadOnlyList<string> ExecStart =>
        [.. Words(One("Service", "ExecStart")!).Select((word, index) => index == 0 ? word : word.Replace("$$", "$", StringComparison.Ordinal))];

    public IReadOnlyDictionary<string, string> Environment => All("Service", "Environment")
        .SelectMany(Words)
        .Select(word => word.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    public static IReadOnlyList<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, inWord) = ('\0', false);
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\')
            {
                inWord = true;
                word.Append(Escaped(line, ref i));
            }
            else if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                (quote, inWord) = (quote == '\0' ? letter : '\0', true);
            }
            else if (quote == '\0' && letter == ' ')
            {
                End();
            }
            else if (letter == '%' && line[++i] != '%')
            {
                throw new FormatException($"%{line[i]} is a specifier, which nobody meant to write.");
            }
            else
            {
                inWord = true;
                word.Append(letter);
            }
        }

        End();
        return quote == '\0' ? words : throw new FormatException($"A quote is left open: {line}");

        void End()
        {
            if (inWord)
                words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }

    private static char Escaped(string line, ref int i)
    {
        i++;
        if (line[i] == 'x')
        {
            i += 2;
            return (char)int.Parse(line.AsSpan(i - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return line[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 's' => ' ', var plain => plain };
    }
}
