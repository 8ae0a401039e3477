using Byob.Worker.Commands;

namespace Byob.Worker.Tests.Doubles;

/// <summary>The terminal of a machine's owner: joins the machine to a test master, and says commands about it. All share one state folder.</summary>
internal sealed class OwnersTerminal(TempFolder folder)
{
    /// <summary>Joins and works until stopped, or until a command ends it.</summary>
    public Task<int> JoinAsync(TestMaster master, CancellationTokenSource? stop = null, string more = "")
    {
        File.WriteAllText(folder["password"], TestMaster.GoodPassword + "\n");
        return RunAsync($"join {master.Address} --name Ada --machine laptop --password-file {folder["password"]} {more}".TrimEnd(), stop: stop);
    }

    /// <summary>Joins, is in the party, and stops.</summary>
    public async Task JoinAndStopAsync(TestMaster master, string more = "")
    {
        using var stop = new CancellationTokenSource();
        var running = JoinAsync(master, stop, more);
        await master.Joins.NextAsync();
        await master.Heartbeats.NextAsync();
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Says a command that ends by itself.</summary>
    public async Task<(int Code, string Out, string Error)> AskAsync(string line, TimeProvider? time = null)
    {
        var (said, error) = (new StringWriter(), new StringWriter());
        return (await RunAsync(line, said, error, time: time), said.ToString(), error.ToString());
    }

    public Task<int> RunAsync(string line, TextWriter? said = null, TextWriter? error = null, CancellationTokenSource? stop = null, TimeProvider? time = null) =>
        RunAsync(line.Split(' '), said, error, stop, time);

    /// <param name="words">Each word as the shell would give it.</param>
    public Task<int> RunAsync(string[] words, TextWriter? said = null, TextWriter? error = null, CancellationTokenSource? stop = null, TimeProvider? time = null)
    {
        var terminal = new Terminal(said ?? TextWriter.Null, error ?? TextWriter.Null, Rewrites: false, AskSecret: null);
        var command = ByobCommand.Create(terminal, time ?? TimeProvider.System).Parse(["--state", folder["state"], .. words]);
        return command.InvokeAsync(cancellationToken: stop?.Token ?? CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
    }
}
