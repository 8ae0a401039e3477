using System.CommandLine;
using System.Globalization;
using Byob.Shared.Hubs;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary><c>byob jobs</c>: the queue of the party, and what has ended of late.</summary>
internal static class JobsCommand
{
    private const int UsuallyEnded = 20;
    private const int MostEnded = 200;

    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var json = MemberCommand.JsonOption("Print the jobs as one JSON array and nothing else.");
        var ended = new Option<int>("--ended")
        {
            Description = $"How many ended jobs to list, 0 to {MostEnded} (default: {UsuallyEnded}).",
            HelpName = "N",
            DefaultValueFactory = _ => UsuallyEnded,
        };
        ended.Validators.Add(typed =>
        {
            if (typed.GetValueOrDefault<int>() is < 0 or > MostEnded)
                typed.AddError($"--ended takes a number from 0 to {MostEnded}.");
        });
        var command = new Command("jobs", "Lists the party's jobs: the queue in its order, then ended ones, newest first.") { json, ended };
        command.SetAction((parsed, cancellationToken) => MemberCommand.RunAsync(parsed.GetValue(state), terminal, time, async (client, _) =>
        {
            var most = parsed.GetValue(ended);
            var all = await client.JobsAsync(most, cancellationToken);
            JobStatus[] jobs = [.. all.Where(job => !JobLines.HasEnded(job)), .. all.Where(JobLines.HasEnded).Take(most)];
            if (parsed.GetValue(json))
                await MemberCommand.PrintAsync(terminal, jobs);
            else if (jobs.Length == 0)
                await terminal.Out.WriteLineAsync("The party has no jobs. Submit one with: byob submit FILE");
            else if (terminal.Rewrites)
                terminal.Rich().Write(Draw(jobs, time));
            else
                await PrintAsync(jobs, terminal);
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static Table Draw(JobStatus[] jobs, TimeProvider time)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Job", "State", "Done", "Rate", "Dataset", "Size", "By", "Submitted");
        foreach (var job in jobs)
        {
            table.AddRow(
                new Text(job.Number.ToString(CultureInfo.InvariantCulture)),
                new Text(JobLines.State(job)),
                new Text(JobLines.Percent(job)),
                new Text(job.BytesPerSecond > 0 ? $"{StatusLines.Bytes(job.BytesPerSecond)}/s" : ""),
                new Text(job.DatasetName),
                new Text(StatusLines.Bytes(job.DatasetBytes)),
                new Text(job.Submitter),
                new Text(StatusLines.When(job.SubmittedAt, time)));
        }

        return table;
    }

    /// <summary>For pipes: a line a job, cut by tabs, with a head.</summary>
    private static async Task PrintAsync(JobStatus[] jobs, Terminal terminal)
    {
        await terminal.Out.WriteLineAsync("job\tstate\tdone\tbytes/s\tdataset\tbytes\tby\tsubmitted");
        foreach (var job in jobs)
        {
            await terminal.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{job.Number}\t{JobLines.State(job)}\t{JobLines.Percent(job)}\t{job.BytesPerSecond:0}\t{job.DatasetName}\t{job.DatasetBytes}\t{job.Submitter}\t{job.SubmittedAt:yyyy-MM-ddTHH:mm:ssK}"));
        }
    }
}
