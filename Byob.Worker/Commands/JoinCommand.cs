using System.CommandLine;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Discovery;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary><c>byob join URL</c>: makes this machine a worker of a party, keeps what it got, and starts to work.</summary>
internal static class JoinCommand
{
    public static Command Create(Option<string?> state, Terminal terminal, TimeProvider time)
    {
        var url = new Argument<string?>("url")
        {
            Description = "Address of the master, like http://192.168.1.20:5150 or https://friends.example/party; without one, this network is asked for parties.",
            HelpName = "URL",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var party = new Option<string?>("--party")
        {
            Description = "Name of the party, when it is looked for on this network: the one that has it is joined without asking.",
            HelpName = "NAME",
        };
        var name = new Option<string>("--name")
        {
            Description = "Your name in the party; not needed with a ticket, which knows it.",
            HelpName = "MEMBER",
            DefaultValueFactory = _ => Shorten(Environment.UserName),
        };
        var machine = new Option<string>("--machine")
        {
            Description = "What to call this machine.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Shorten(Environment.MachineName),
        };
        var password = new Option<FileInfo?>("--password-file")
        {
            Description = $"File whose first line is the party password (default: {PartyPassword.Variable}, else it is asked for).",
            HelpName = "FILE",
        };
        var fingerprint = new Option<string?>("--fingerprint")
        {
            Description = $"SHA-256 of the master's certificate: no other is taken (default: {Fingerprint.Variable}, else the system's trust decides).",
            HelpName = "SHA256",
        };
        var ticket = new Option<FileInfo?>("--ticket-file")
        {
            Description = $"File whose first line is a ticket from the page \"Join with a machine\" (default: {PartyTicket.Variable}, if it is set); it takes the place of the password.",
            HelpName = "FILE",
        };
        var noRun = new Option<bool>("--no-run") { Description = "Only join: somebody else, like the service, starts the worker." };
        var limits = new LimitOptions();

        var command = new Command("join", "Joins a party with this machine, and works for it.") { url, name, machine, password, ticket, noRun, party, fingerprint, limits.Preset, limits.Slots };
        command.SetAction((parsed, cancellationToken) => ByobCommand.GuardAsync(terminal, async () =>
        {
            var (address, pinned) = parsed.GetValue(url) is { } typed
                ? (typed, parsed.GetValue(fingerprint))
                : await FindAsync(parsed.GetValue(party), parsed.GetValue(fingerprint), terminal, time, cancellationToken);
            var settings = Settings(address, pinned, parsed.GetRequiredValue(name), parsed.GetRequiredValue(machine), limits.Read(parsed));
            // A password that is named on the line goes before a ticket that merely is in the environment.
            var secret = parsed.GetValue(password) is { } file ? new JoinSecret(file, null) : new JoinSecret(null, PartyTicket.Get(parsed.GetValue(ticket)));
            var isNamed = parsed.GetResult(name) is { Implicit: false };
            return await JoinAsync(settings, secret, isNamed, !parsed.GetValue(noRun), parsed.GetValue(state), terminal, time, cancellationToken);
        }));
        return command;
    }

    /// <summary>Address and fingerprint of the party on this network that a person has said yes to, or named.</summary>
    private static async Task<(string Address, string? Fingerprint)> FindAsync(
        string? party, string? fingerprint, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        string? pinned = null;
        if ((fingerprint ?? Environment.GetEnvironmentVariable(Fingerprint.Variable)) is { Length: > 0 } asked && !Fingerprint.TryParse(asked, out pinned))
            throw new WorkerFaultException(NoFingerprint(asked), needsHuman: true);
        await terminal.Out.WriteLineAsync($"Looking for a party on this network, for {PartySearch.Patience.TotalSeconds:0} seconds…");
        var found = await new PartySearch(time).FindAsync(cancellationToken);
        var chosen = PartyChoice.Choose(found, party, pinned, terminal.Out.WriteLine, terminal.Ask);
        await terminal.Out.WriteLineAsync($"Joining {chosen.Line}.");
        return (chosen.Address.AbsoluteUri, pinned ?? chosen.Fingerprint);
    }

    private static WorkerSettings Settings(string url, string? fingerprint, string name, string machine, WrittenLimits limits)
    {
        if (!MasterAddress.TryParse(url, out var master, out var fault))
            throw new WorkerFaultException(fault, needsHuman: true);
        var faults = SettingsFile.NameFaults(name, machine).ToList();
        var pinned = Pinned(fingerprint, master, faults);
        return faults.Count == 0
            ? new WorkerSettings(master, name.Trim(), machine.Trim()) { Fingerprint = pinned, Limits = limits }
            : throw new WorkerFaultException(string.Join(' ', faults), needsHuman: true);
    }

    /// <param name="typed">Null: what the environment says, which is for https alone.</param>
    private static string? Pinned(string? typed, Uri master, List<string> faults)
    {
        if (typed is not null && master.Scheme != Uri.UriSchemeHttps)
            faults.Add("--fingerprint is of a certificate, but the address does not begin with https://. Leave one of them out, or mend the address.");
        if ((typed ?? (master.Scheme == Uri.UriSchemeHttps ? Environment.GetEnvironmentVariable(Fingerprint.Variable) : null)) is not { Length: > 0 } asked)
            return null;
        if (!Fingerprint.TryParse(asked, out var fingerprint))
            faults.Add(NoFingerprint(asked));
        return fingerprint;
    }

    private static string NoFingerprint(string asked) => $"\"{asked}\" is no fingerprint: the SHA-256 of a certificate has 64 hexadecimal digits.";

    private static async Task<int> JoinAsync(
        WorkerSettings settings, JoinSecret secret, bool isNamed, bool run, string? state, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = StateFolder.Find(state);
        using var owned = folder.Lock();
        var known = SettingsFile.Read(folder.SettingsPath);
        // What was pinned once stays so until somebody says otherwise.
        if (known?.Master == settings.Master)
            settings = settings with { Fingerprint = settings.Fingerprint ?? known.Fingerprint };
        using var enroller = new Enroller(settings.Master, settings.Fingerprint);

        var token = folder.ReadToken();
        if (token is not null && IsSameWorker(known, settings, isNamed) && await IsGoodAsync(enroller, token, cancellationToken))
        {
            var (written, typed) = (known!.Limits, settings.Limits);
            settings = settings with { Name = known.Name, Limits = written with { Preset = typed.Preset ?? written.Preset, Slots = typed.Slots ?? written.Slots } };
            await terminal.Out.WriteLineAsync("This machine has joined that party before, and goes on.");
        }
        else
        {
            var password = secret.Ticket is null ? PartyPassword.Get(secret.PasswordFile, terminal) : null;
            var reply = await enroller.EnrolAsync(new EnrolRequest(settings.Name, password, settings.Machine, secret.Ticket), cancellationToken);
            token = reply.Token;
            settings = settings with { Name = reply.MemberName ?? settings.Name };
            // Written out, so that whoever opens the file sees what is in force.
            settings = settings with { Limits = settings.Limits with { Preset = settings.Limits.Preset ?? LimitPreset.Quiet } };
            await terminal.Out.WriteLineAsync($"Joined the party \"{reply.PartyName}\" as {reply.WorkerName}. From now on it goes on by itself: start the worker again with no arguments.");
        }

        folder.Save(settings, token);
        if (!run)
            return ExitCode.Stopped;
        return await WorkerConsole.RunAsync(folder, settings, new WrittenLimits(), token, terminal, time, cancellationToken);
    }

    /// <summary>A master that is away is no reason to ask for the password again: the worker waits for it.</summary>
    private static async Task<bool> IsGoodAsync(Enroller enroller, string token, CancellationToken cancellationToken)
    {
        try
        {
            return await enroller.KnowsAsync(token, cancellationToken);
        }
        catch (WorkerFaultException e) when (!e.NeedsHuman)
        {
            return true;
        }
    }

    /// <param name="isNamed">Whether the member was named on the line; who joined with a ticket has the name that the ticket gave.</param>
    private static bool IsSameWorker(WorkerSettings? known, WorkerSettings asked, bool isNamed) =>
        known is not null && known.Master == asked.Master && (known.Name == asked.Name || !isNamed) && known.Machine == asked.Machine;

    private static string Shorten(string name) => name.Length > WorkerSettings.LongestName ? name[..WorkerSettings.LongestName] : name;

    /// <summary>What the machine is let in with.</summary>
    /// <param name="PasswordFile">Null: the password is looked for elsewhere.</param>
    /// <param name="Ticket">Null: the password is needed.</param>
    private sealed record JoinSecret(FileInfo? PasswordFile, string? Ticket);
}
