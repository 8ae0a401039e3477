using System.Text;
using Microsoft.Extensions.Hosting.Systemd;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>Where the command line speaks and asks.</summary>
/// <param name="Rewrites">Whether a line can be written over: somebody watches, and it is no file.</param>
/// <param name="AskSecret">Shows the question and reads an answer without showing it; null when nobody is there to answer.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Rewrites, Func<string, string>? AskSecret)
{
    /// <summary>Whether the system keeps what is said, as it does of a service: then only what a person may want to read later is said.</summary>
    public bool IsLog { get; init; }

    /// <summary>Shows the question and reads an answer that is seen as it is typed; null when nobody is there to answer.</summary>
    public Func<string, string>? Ask { get; init; }

    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected,
        Console.IsInputRedirected ? null : ReadUnseen)
    {
        IsLog = new SystemdNotifier().IsEnabled,
        Ask = Console.IsInputRedirected ? null : ReadSeen,
        ErrorRewrites = !Console.IsErrorRedirected,
        Bytes = Console.OpenStandardOutput(),
    };

    /// <summary>Whether somebody watches what is said beside the output.</summary>
    public bool ErrorRewrites { get; init; }

    /// <summary>The output as bytes, for what has to arrive as it is; null where there are only letters.</summary>
    public Stream? Bytes { get; init; }

    /// <summary>For tables, bars and colours; plain text when nobody watches.</summary>
    public IAnsiConsole Rich() => Rich(Out, Rewrites);

    /// <summary>The same beside the output.</summary>
    public IAnsiConsole RichError() => Rich(Error, ErrorRewrites);

    private static IAnsiConsole Rich(TextWriter writer, bool watched) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = watched ? AnsiSupport.Detect : AnsiSupport.No,
        Interactive = watched ? InteractionSupport.Detect : InteractionSupport.No,
    });

    private static string ReadSeen(string question)
    {
        Console.Error.Write(question);
        return Console.ReadLine() ?? "";
    }

    private static string ReadUnseen(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
