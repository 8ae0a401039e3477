using System.CommandLine;
using Byob.Worker.Control;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob pause [1h]</c>, <c>resume</c> and <c>finish</c>: the owner's wish, kept in the state folder and taken in at once by the worker that runs there.</summary>
internal static class OwnerCommands
{
    public static IEnumerable<Command> Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var span = new Argument<string?>("span") { Description = $"For how long, {Spans.Examples} (default: until byob resume).", HelpName = "SPAN", Arity = ArgumentArity.ZeroOrOne };
        var pause = new Command("pause", "Counts nothing for a while; what is being counted goes back to the party at once.") { span };
        pause.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
            WishAsync(parsed.GetValue(state), new OwnerWish(Finish: false, Until(parsed.GetValue(span), time)), terminal, time, cancellationToken)));

        var finish = new Command("finish", "Counts to its end what is being counted, and takes no more until byob resume.");
        finish.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
            WishAsync(parsed.GetValue(state), new OwnerWish(Finish: true, null), terminal, time, cancellationToken)));

        var resume = new Command("resume", "Counts again, within the limits.");
        resume.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, () =>
            WishAsync(parsed.GetValue(state), null, terminal, time, cancellationToken)));
        return [pause, resume, finish];
    }

    private static DateTimeOffset? Until(string? span, TimeProvider time)
    {
        if (span is null)
            return null;
        return Spans.TryParse(span, out var known)
            ? time.GetUtcNow() + known
            : throw new WorkerFaultException($"\"{span}\" is no span of time that byob knows; write one {Spans.Examples}, of at most 30 days.", needsHuman: true);
    }

    private static async Task<int> WishAsync(string? state, OwnerWish? wish, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        if (folder.ReadToken() is null)
            throw WorkerFaultException.NotJoined;
        folder.WriteWish(wish);
        using var worker = await ControlClient.ConnectAsync(folder.ControlPath, time, cancellationToken);
        var until = wish?.Until is { } end ? $" until {StatusLines.When(end, time)}" : "";
        if (worker is null)
        {
            await terminal.Out.WriteLineAsync(wish is null
                ? "No worker runs here now; when it starts, it counts."
                : $"No worker runs here now; when it starts, it takes no chunks{until}.");
            return ExitCode.Stopped;
        }

        var report = await worker.AskAsync(ControlVerb.TakeWish, cancellationToken);
        await terminal.Out.WriteLineAsync(wish switch
        {
            { Finish: true } => report.Chunks.IsEmpty ? "Takes no more chunks, and has none open." : $"Finishes what it counts ({report.Chunks.Length} open), and takes no more. byob resume lets it go on.",
            not null => $"Paused{until}. byob resume lets it go on.",
            null when report.Holds.Count > 0 => $"Not paused any more, but held all the same: {report.Holds[0].Reason}",
            _ => "Counts again.",
        });
        return ExitCode.Stopped;
    }
}
