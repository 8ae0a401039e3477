using System.CommandLine;

namespace Byob.Worker.Commands;

/// <summary><c>byob cancel JOB</c>: ends an unfinished job for good. Its submitter and the host may.</summary>
internal static class CancelCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var number = MemberCommand.JobArgument();
        var json = MemberCommand.JsonOption();
        var command = new Command("cancel", "Ends an unfinished job of yours for good; what was counted of it is deleted.") { number, json };
        command.SetAction((parsed, cancellationToken) => MemberCommand.RunAsync(parsed.GetValue(state), terminal, time, async (client, _) =>
        {
            var job = await client.JobAsync(parsed.GetValue(number), cancellationToken);
            await client.CancelAsync(job.Number, cancellationToken);
            if (parsed.GetValue(json))
                await MemberCommand.PrintAsync(terminal, await client.JobAsync(job.Number, cancellationToken));
            else
                await terminal.Out.WriteLineAsync($"Job {JobLines.Number(job.Number)} is cancelled: {job.DatasetName}, {JobLines.Percent(job)} of it was counted.");
            return ExitCode.Stopped;
        }));
        return command;
    }
}
