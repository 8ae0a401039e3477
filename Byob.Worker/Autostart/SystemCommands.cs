using System.ComponentModel;
using System.Diagnostics;
using Byob.Worker.Settings;

namespace Byob.Worker.Autostart;

/// <summary>Runs programs as real processes, and does not wait for ever.</summary>
internal sealed class SystemCommands(TimeProvider time) : ICommandRunner
{
    /// <summary>A service may take its 30 seconds to stop.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    public async Task<CommandOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        try
        {
            process.StandardInput.Close();
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(over.Token), process.StandardError.ReadToEndAsync(over.Token));
            await process.WaitForExitAsync(over.Token);
            return new CommandOutcome(process.ExitCode, await said, await complained);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw new WorkerFaultException($"{program} {string.Join(' ', arguments)} has not ended for {s_patience.TotalSeconds:0} seconds, and was given up. Try again.", needsHuman: false, e);
        }
    }
}
