using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Member;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>Follows a job on the console until it ends, for <c>byob watch</c> and <c>byob submit --wait</c>.</summary>
internal sealed class JobWatch(MemberClient client, Terminal terminal, TimeProvider time)
{
    /// <summary>Between two lines where a line cannot be written over; what matters is said at once.</summary>
    private static readonly TimeSpan s_everyLine = TimeSpan.FromSeconds(5);

    private readonly JobFollower _follower = new(client, time);

    /// <summary>As a JSON document a line, each time that something has changed; nothing else on the output.</summary>
    public async Task<JobLive> FollowAsJsonAsync(int number, CancellationToken cancellationToken)
    {
        string? before = null;
        JobLive? last = null;
        await foreach (var seen in _follower.FollowAsync(number, cancellationToken))
        {
            last = seen.Live;
            var line = JsonSerializer.Serialize(seen.Live, MemberCommand.Line);
            if (line != before)
                await terminal.Out.WriteLineAsync(line);
            before = line;
        }

        await TellAsync(last!, cancellationToken);
        return last!;
    }

    /// <summary>For people.</summary>
    /// <param name="aside">Beside the output, which is kept for something else.</param>
    public async Task<JobLive> FollowAsync(int number, bool aside, CancellationToken cancellationToken)
    {
        var last = (aside ? terminal.ErrorRewrites : terminal.Rewrites)
            ? await DrawAsync(number, aside ? terminal.RichError() : terminal.Rich(), cancellationToken)
            : await WriteAsync(number, aside ? terminal.Error : terminal.Out, cancellationToken);
        await TellAsync(last, cancellationToken);
        return last;
    }

    /// <summary>The end is told to the submitter alone; another who watches has seen the state.</summary>
    private async Task TellAsync(JobLive last, CancellationToken cancellationToken)
    {
        if (last.Yours)
            await terminal.Error.WriteLineAsync(await _follower.TakeNoticeAsync(last, cancellationToken) ?? JobLines.End(last.Job));
    }

    private async Task<JobLive> DrawAsync(int number, IAnsiConsole console, CancellationToken cancellationToken)
    {
        JobLive? last = null;
        await console.Live(new Text("")).StartAsync(async live =>
        {
            await foreach (var seen in _follower.FollowAsync(number, cancellationToken))
            {
                last = seen.Live;
                live.UpdateTarget(WatchView.Of(seen));
            }
        });
        return last!;
    }

    private async Task<JobLive> WriteAsync(int number, TextWriter writer, CancellationToken cancellationToken)
    {
        JobSeen? before = null;
        string? lastLine = null;
        long writtenAt = 0;
        await foreach (var seen in _follower.FollowAsync(number, cancellationToken))
        {
            var line = seen.Away ?? JobLines.Live(seen.Live);
            var urgent = before is null || before.Away is null != seen.Away is null || before.Live.Job.State != seen.Live.Job.State;
            before = seen;
            if (line == lastLine || (!urgent && time.GetElapsedTime(writtenAt) < s_everyLine))
                continue;
            await writer.WriteLineAsync(line);
            (lastLine, writtenAt) = (line, time.GetTimestamp());
        }

        return before!.Live;
    }
}
