using System.CommandLine;

namespace Byob.Worker.Commands;

/// <summary><c>byob help [COMMAND]</c>: the same as <c>--help</c>, for those who ask in this way.</summary>
internal static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var about = new Argument<string[]>("command") { Description = "A command of byob.", HelpName = "COMMAND", Arity = ArgumentArity.ZeroOrMore };
        about.CompletionSources.Add(_ => root.Subcommands.Select(command => command.Name));
        var help = new Command("help", "Shows what byob can do, or what a command takes.") { about };
        help.SetAction((parsed, cancellationToken) =>
            ByobCommand.InvokeAsync(root.Parse([.. parsed.GetValue(about) ?? [], "--help"]), parsed.InvocationConfiguration, cancellationToken));
        return help;
    }
}
