using Byob.Worker.Autostart;

namespace Byob.Worker.Tests.Autostart;

/// <summary>Stands for the system's programs: keeps what was asked, and answers as the test says.</summary>
internal sealed class RecordedCommands : ICommandRunner
{
    public List<string> Lines { get; } = [];

    /// <summary>Null in its answer: there is no such program.</summary>
    public Func<string, CommandOutcome?> Answer { get; set; } = _ => new CommandOutcome(0, "", "");

    public Task<CommandOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var line = string.Join(' ', arguments.Prepend(program));
        Lines.Add(line);
        return Task.FromResult(Answer(line));
    }

    public string[] Take()
    {
        string[] lines = [.. Lines];
        Lines.Clear();
        return lines;
    }
}
