using System.CommandLine;
using Byob.Shared.Hubs;
using Byob.Worker.Member;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob result JOB</c>: shows the result of a done job, pours it out, or brings it into a file.</summary>
internal static class ResultCommand
{
    /// <summary>Words that are shown where all of them would be too many.</summary>
    private const int WordsShown = 20;

    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var number = MemberCommand.JobArgument();
        var form = new ResultOptions();
        var top = new Option<int?>("--top")
        {
            Description = $"The first N words alone (default: all; on a terminal and with --json {WordsShown}).",
            HelpName = "N",
        };
        top.Validators.Add(typed =>
        {
            if (typed.GetValueOrDefault<int?>() is < 1)
                typed.AddError("--top takes a number from 1.");
        });
        var json = MemberCommand.JsonOption();
        var command = new Command("result", "Shows the result of a done job, or brings it into a file.") { number, form.By, form.Format, top, form.Download, form.Force, json };
        command.Validators.Add(typed =>
        {
            if (typed.GetValue(form.Download) is not null && typed.GetValue(top) is not null)
                typed.AddError("--download brings the whole result; leave --top out, or pour it into a file with: byob result JOB --top N > FILE");
        });
        command.SetAction((parsed, cancellationToken) => MemberCommand.RunAsync(parsed.GetValue(state), terminal, time, async (client, _) =>
        {
            var (asked, file) = (form.Of(parsed), parsed.GetValue(form.Download));
            var job = await client.JobAsync(parsed.GetValue(number), cancellationToken);
            if (job.State is "Failed" or "Cancelled")
            {
                await terminal.Error.WriteLineAsync(JobLines.End(job));
                return ExitCode.JobNotDone;
            }

            if (job.State != "Done")
                throw new WorkerFaultException($"Job {job.Number} is not done: {JobLines.State(job)}, {JobLines.Percent(job)}. Wait for it with: byob watch {job.Number}", needsHuman: false);

            if (file is not null)
            {
                var bytes = await new ResultDownload(client, time).SaveAsync(job, asked, file, parsed.GetValue(form.Force), cancellationToken);
                if (parsed.GetValue(json))
                    await MemberCommand.PrintAsync(terminal, new { job, file = Path.GetFullPath(file), bytes, format = asked.Format, by = asked.By });
                else
                    await terminal.Error.WriteLineAsync(Saved(job, file, bytes));
                return ExitCode.Stopped;
            }

            var show = new ResultOutput(client, terminal);
            if (parsed.GetValue(json))
                await show.PrintAsync(job, asked, parsed.GetValue(top) ?? WordsShown, cancellationToken);
            else if (terminal.Rewrites && parsed.GetValue(top) is null && parsed.GetResult(form.Format) is null)
                await show.DrawAsync(job, asked, WordsShown, cancellationToken);
            else
                await show.PourAsync(job, asked, parsed.GetValue(top), cancellationToken);
            return ExitCode.Stopped;
        }));
        return command;
    }

    /// <summary>What there is to say when a result lies in its file.</summary>
    public static string Saved(JobStatus job, string file, long bytes) => $"The result of job {JobLines.Number(job.Number)} is in {Path.GetFullPath(file)}: {StatusLines.Bytes(bytes)}.";
}
