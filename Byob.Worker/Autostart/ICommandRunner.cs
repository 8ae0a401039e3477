namespace Byob.Worker.Autostart;

/// <summary>Runs the programs by which a system's services are managed.</summary>
internal interface ICommandRunner
{
    /// <returns>Null when the system has no such program.</returns>
    Task<CommandOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
