using System.CommandLine;

namespace Byob.Worker.Commands;

/// <summary><c>byob watch JOB</c>: follows a job until it ends; the exit code says how.</summary>
internal static class WatchCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var number = MemberCommand.JobArgument();
        var json = MemberCommand.JsonOption("Print a JSON document a line whenever something has changed, and nothing else.");
        var command = new Command("watch", "Follows a job until it ends: progress, rate, machines, proof, top words.") { number, json };
        command.SetAction((parsed, cancellationToken) => MemberCommand.RunAsync(
            parsed.GetValue(state),
            terminal,
            time,
            async (client, _) =>
            {
                var watch = new JobWatch(client, terminal, time);
                var last = parsed.GetValue(json)
                    ? await watch.FollowAsJsonAsync(parsed.GetValue(number), cancellationToken)
                    : await watch.FollowAsync(parsed.GetValue(number), aside: false, cancellationToken);
                return JobLines.ExitCodeOf(last.Job);
            },
            () => $"Job {JobLines.Number(parsed.GetValue(number))} goes on without you."));
        return command;
    }
}
