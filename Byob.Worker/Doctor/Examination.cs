using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Byob.Shared.Hubs;
using Byob.Worker.Commands;
using Byob.Worker.Connection;
using Byob.Worker.Control;
using Byob.Worker.Limits;
using Byob.Worker.Limits.Machine;
using Byob.Worker.Settings;

namespace Byob.Worker.Doctor;

/// <summary>Looks at all that a worker needs, from its folder to the hub of its master, and says what is wrong and how to mend it.</summary>
internal sealed class Examination(StateFolder folder, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(2);
    private const long LittleDisk = 2L << 30;

    /// <summary>One finding after the other, as they come; what cannot be looked at because something before it is bad is left out.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (settings, settingsFound) = Settings();
        yield return settingsFound;
        var token = folder.ReadToken();
        yield return token is null
            ? Finding.Bad("Token", $"There is none in {folder}.", "Join a party: byob join http://HOST:PORT --name YOUR_NAME")
            : Finding.Good("Token", "It is there, and readable by its owner alone.");
        yield return Disk();
        if (settings is not null)
        {
            foreach (var note in LimitNotes.Of(LimitsInForce.Of(settings.Limits), MachineSenses.OfThisMachine(time)))
                yield return Finding.Doubtful("Limits", note, "Nothing can be done about it here; hours and the other limits are kept.");
        }

        yield return await WorkerAsync(cancellationToken);
        if (settings is null)
            yield break;

        var (addresses, nameFound) = await ResolveAsync(settings.Master, cancellationToken);
        yield return nameFound;
        if (addresses is null)
            yield break;
        var portFound = await ConnectAsync(settings.Master, addresses, cancellationToken);
        yield return portFound;
        if (portFound.Kind == FindingKind.Bad)
            yield break;

        using var enroller = new Enroller(settings.Master, settings.Fingerprint);
        var (theirs, masterFound) = await MasterAsync(enroller, settings.Master, cancellationToken);
        yield return masterFound;
        if (theirs is { } date)
            yield return Clock(date);
        if (masterFound.Kind == FindingKind.Bad || token is null)
            yield break;
        var admitted = await AdmissionAsync(enroller, token, cancellationToken);
        yield return admitted;
        if (admitted.Kind == FindingKind.Good)
            yield return await HubProbe.LookAsync(settings.Master, new MasterTrust(settings.Master, settings.Fingerprint), token, s_patience, time, cancellationToken);
    }

    private (WorkerSettings? Settings, Finding Found) Settings()
    {
        try
        {
            return SettingsFile.Read(folder.SettingsPath) is { } settings
                ? (settings, Finding.Good("Settings", $"{folder.SettingsPath} makes sense."))
                : (null, Finding.Bad("Settings", $"There is no {folder.SettingsPath}: this machine has not joined a party.", "Join one: byob join http://HOST:PORT --name YOUR_NAME"));
        }
        catch (WorkerFaultException e)
        {
            return (null, Finding.Bad("Settings", e.Message, "Mend the file, or use: byob config set KEY VALUE"));
        }
    }

    private Finding Disk()
    {
        var place = new DirectoryInfo(folder.ToString());
        while (!place.Exists && place.Parent is { } parent)
            place = parent;
        var free = new DriveInfo(place.FullName).AvailableFreeSpace;
        var sentence = $"{StatusLines.Bytes(free)} are free where partials wait to be sent.";
        return free >= LittleDisk ? Finding.Good("Disk", sentence) : Finding.Doubtful("Disk", sentence, "A text with very many different words may not fit; make room, or choose another folder with --state.");
    }

    private async Task<Finding> WorkerAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var worker = await ControlClient.ConnectAsync(folder.ControlPath, time, cancellationToken);
            if (worker is null)
                return Finding.Doubtful("Worker", "It does not run now.", "Start it: byob run, or byob service install to have it start with the machine.");
            var report = await worker.AskAsync(ControlVerb.Status, cancellationToken);
            return Finding.Good("Worker", $"It runs as process {report.ProcessId}. {StatusView.State(report, time)}");
        }
        catch (WorkerFaultException e)
        {
            return Finding.Bad("Worker", e.Message, "Stop the process and start it again.");
        }
    }

    private static async Task<(IPAddress[]? Addresses, Finding Found)> ResolveAsync(Uri master, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(master.IdnHost, cancellationToken);
            return (addresses, Finding.Good("Name", $"{master.IdnHost} is {string.Join(", ", addresses.Select(address => address.ToString()))}."));
        }
        catch (SocketException e)
        {
            return (null, Finding.Bad("Name", $"{master.IdnHost} is not known here: {e.Message}.", "Ask the host for the address in numbers, and: byob config set master http://ADDRESS:PORT"));
        }
    }

    private async Task<Finding> ConnectAsync(Uri master, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var start = time.GetTimestamp();
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(addresses, master.Port, over.Token);
            return Finding.Good("Port", string.Create(CultureInfo.InvariantCulture, $"Port {master.Port} answers after {time.GetElapsedTime(start).TotalMilliseconds:0} ms."));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Finding.Bad("Port", $"Port {master.Port} is refused: the machine is there, and nothing listens.", "Is the master running, does it listen for other machines (--urls http://0.0.0.0:PORT), and is the port right?");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Bad("Port", $"Port {master.Port} does not answer.", "Is the machine on, are both in the same network, and does a firewall there let the port in?");
        }
    }

    private static async Task<(DateTimeOffset? Theirs, Finding Found)> MasterAsync(Enroller enroller, Uri master, CancellationToken cancellationToken)
    {
        try
        {
            var (well, theirs) = await enroller.HealthAsync(cancellationToken);
            return (theirs, well
                ? Finding.Good("Master", "It is well.")
                : Finding.Doubtful("Master", "It answers, and says that it is not well.", $"The host can see why at {new Uri(MasterAddress.AsBase(master), PartyRoutes.Health)}."));
        }
        catch (WorkerFaultException e)
        {
            return (null, Finding.Bad("Master", e.Message, "Is this the address that the host gave you?"));
        }
    }

    private Finding Clock(DateTimeOffset theirs)
    {
        var off = time.GetUtcNow() - theirs;
        var sentence = $"This machine's clock is {(off.Duration() < TimeSpan.FromSeconds(2) ? "right" : $"{off.Duration().TotalSeconds.ToString("N0", CultureInfo.InvariantCulture)} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the master's")}.";
        return off.Duration() <= s_clockTolerance
            ? Finding.Good("Clock", sentence)
            : Finding.Doubtful("Clock", sentence, "Counting does not mind. \"hours\" in worker.json and certificates do: set the clock, or switch on its setting over the network.");
    }

    private static async Task<Finding> AdmissionAsync(Enroller enroller, string token, CancellationToken cancellationToken)
    {
        try
        {
            return await enroller.KnowsAsync(token, cancellationToken)
                ? Finding.Good("Party", "The party knows this machine.")
                : Finding.Bad("Party", "The party does not know this machine (any more).", "Join again: byob join http://HOST:PORT --name YOUR_NAME");
        }
        catch (WorkerFaultException e)
        {
            return Finding.Bad("Party", e.Message, "Try again in a moment; if it stays so, ask the host.");
        }
    }
}
