using System.CommandLine;
using System.Globalization;
using Byob.Shared.Hubs;
using Byob.Worker.Member;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob submit</c>: brings a text to the party, has it counted, and when it is asked to, waits and fetches the result.</summary>
internal sealed class SubmitCommand(SubmitOptions options, ParseResult parsed, MemberClient client, StateFolder folder, Terminal terminal, TimeProvider time)
{
    /// <summary>What to say when Ctrl+C ends it now.</summary>
    private string? _stopped;
    private SentBytes? _sent;

    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var options = new SubmitOptions();
        var command = options.Create();
        command.SetAction((parsed, cancellationToken) =>
        {
            SubmitCommand? submit = null;
            return MemberCommand.RunAsync(
                parsed.GetValue(state),
                terminal,
                time,
                (client, folder) => (submit = new SubmitCommand(options, parsed, client, folder, terminal, time)).RunAsync(cancellationToken),
                () => submit?._stopped);
        });
        return command;
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var download = parsed.GetValue(options.Result.Download);
        // Before gigabytes are sent: what would be found wrong afterwards.
        if (download is not null)
            ResultDownload.Check(download, parsed.GetValue(options.Result.Force));

        var dataset = await new DatasetFinder(client, time).WaitUntilReadyAsync(await FindDatasetAsync(cancellationToken), Say, cancellationToken);
        var job = await client.SubmitAsync(Request(dataset.Id), cancellationToken);
        _stopped = $"Job {JobLines.Number(job.Number)} goes on without you. Follow it with: byob watch {job.Number}";
        Say($"Job {JobLines.Number(job.Number)} counts {job.DatasetName}, {StatusLines.Bytes(job.DatasetBytes)}; its result will be {job.ResultName}.{(job.Reason is { } reason ? $" {reason}" : "")}");

        if (parsed.GetValue(options.Wait) || download is not null)
            job = (await new JobWatch(client, terminal, time).FollowAsync(job.Number, aside: true, cancellationToken)).Job;
        var isDone = job.State == "Done";
        if (download is not null && isDone)
        {
            var form = options.Result.Of(parsed);
            var bytes = await new ResultDownload(client, time).SaveAsync(job, form, download, parsed.GetValue(options.Result.Force), cancellationToken);
            Say(ResultCommand.Saved(job, download, bytes));
        }

        if (parsed.GetValue(options.Json))
            await MemberCommand.PrintAsync(terminal, new { job, dataset, upload = _sent, file = download is not null && isDone ? Path.GetFullPath(download) : null });
        else if (!terminal.Rewrites && !JobLines.HasEnded(job))
            await terminal.Out.WriteLineAsync(job.Number.ToString(CultureInfo.InvariantCulture));
        return JobLines.HasEnded(job) ? JobLines.ExitCodeOf(job) : ExitCode.Stopped;
    }

    private async Task<Guid> FindDatasetAsync(CancellationToken cancellationToken)
    {
        if (parsed.GetValue(options.Dataset) is { } meant)
            return (await new DatasetFinder(client, time).FindAsync(meant, cancellationToken)).Id;
        var sources = parsed.GetValue(options.Sources) ?? [];
        if (SubmitOptions.IsAddress(sources[0]))
            return (await client.DatasetFromUrlAsync(sources[0], cancellationToken)).Id;
        return await UploadAsync(UploadSource.Of(sources), cancellationToken);
    }

    private async Task<Guid> UploadAsync(UploadSource source, CancellationToken cancellationToken)
    {
        using var note = UploadNote.Open(folder, source.Key, time);
        _stopped = "Stopped. What has arrived is kept: say the same again, and the upload goes on from there.";
        var dataset = terminal.ErrorRewrites
            ? await UploadBar.RunAsync(terminal.RichError(), source.Name, source.Length, SendAsync)
            : await SendAsync(new UploadLines(terminal.Error, source.Name, source.Length, time));
        Say(_sent!.ResumedAt == source.Length
            ? $"The master has {source.Name} already; nothing had to be sent."
            : $"{source.Name} has arrived{(_sent.ResumedAt > 0 ? $"; {StatusLines.Bytes(_sent.ResumedAt)} of it had arrived before" : "")}.");
        return dataset;

        async Task<Guid> SendAsync(IUploadProgress progress)
        {
            var upload = new TusUpload(client, source, note, progress, time);
            var arrived = await upload.RunAsync(cancellationToken);
            _sent = new SentBytes(source.Length, upload.ResumedAt);
            return arrived;
        }
    }

    private SubmitJobRequest Request(Guid dataset) => new(
        dataset,
        parsed.GetValue(options.Comment),
        parsed.GetValue(options.Case) == "fold",
        parsed.GetValue(options.MinLength),
        parsed.GetValue(options.Output),
        parsed.GetValue(options.Priority));

    /// <summary>Beside the output, which is for what scripts want.</summary>
    private void Say(string sentence) => terminal.Error.WriteLine(sentence);

    /// <param name="Bytes">Of the files.</param>
    /// <param name="ResumedAt">Bytes that had arrived before this command.</param>
    private sealed record SentBytes(long Bytes, long ResumedAt);
}
