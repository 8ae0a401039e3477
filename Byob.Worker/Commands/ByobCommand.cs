using System.CommandLine;
using System.CommandLine.Invocation;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>The command line <c>byob</c>: which commands there are, and how their faults become sentences and exit codes.</summary>
internal static class ByobCommand
{
    public static RootCommand Create(Terminal terminal, TimeProvider time)
    {
        var state = new Option<string?>("--state")
        {
            Description = $"Folder for settings and token (default: {StateFolder.Variable}, else the user's folder for settings).",
            HelpName = "DIR",
            Recursive = true,
        };
        var root = new RootCommand("Lends this machine to a party that counts big texts. Without a command it goes on with the party that it has joined.")
        {
            state,
            JoinCommand.Create(state, terminal, time),
            RunCommand.Create(state, terminal, time),
            StatusCommand.Create(state, terminal, time),
            LeaveCommand.Create(state, terminal, time),
            UninstallCommand.Create(state, terminal, time),
            ConfigCommand.Create(state, terminal),
            DoctorCommand.Create(state, terminal, time),
            ServiceCommand.Create(state, terminal, time),
            SubmitCommand.Create(state, terminal, time),
            JobsCommand.Create(state, terminal, time),
            WatchCommand.Create(state, terminal, time),
            ResultCommand.Create(state, terminal, time),
            CancelCommand.Create(state, terminal, time),
        };
        foreach (var command in OwnerCommands.Create(state, terminal, time))
            root.Add(command);
        root.Add(HelpCommand.Create(root));
        root.Add(CompletionCommand.Create(terminal));
        root.SetAction((parsed, cancellationToken) => GuardAsync(terminal, () => RunCommand.RunAsync(parsed.GetValue(state), new WrittenLimits(), terminal, time, cancellationToken)));
        return root;
    }

    /// <summary>Runs what was parsed. A line that is not understood has an exit code of its own.</summary>
    public static async Task<int> InvokeAsync(ParseResult parsed, InvocationConfiguration? configuration, CancellationToken cancellationToken)
    {
        if (parsed.Action is not ParseErrorAction error)
            return await parsed.InvokeAsync(configuration, cancellationToken);

        // The sentence alone: a page of help would push it off the screen, and onto the output of scripts.
        error.ShowHelp = false;
        await parsed.InvokeAsync(configuration, cancellationToken);
        var about = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        await (configuration?.Error ?? Console.Error).WriteLineAsync($"How it is meant: byob help{about}");
        return ExitCode.Usage;
    }

    /// <summary>Says a fault in its sentence instead of a stack trace.</summary>
    public static async Task<int> GuardAsync(Terminal terminal, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (WorkerFaultException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return e.NeedsHuman ? ExitCode.NeedsHuman : ExitCode.Error;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Stopped, as asked.");
            return ExitCode.Stopped;
        }
    }
}
