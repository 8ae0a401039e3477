using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Byob.Worker.Member;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>What the commands by which a member works with the party have in common.</summary>
internal static class MemberCommand
{
    /// <summary>Words are to be read, not only parsed: letters of all scripts are written as they are.</summary>
    public static JsonSerializerOptions ForScripts { get; } = Make(indented: true);

    /// <summary>One document a line.</summary>
    public static JsonSerializerOptions Line { get; } = Make(indented: false);

    public static Option<bool> JsonOption(string what = "Print one JSON document and nothing else.") => new("--json") { Description = what };

    public static Argument<int> JobArgument() => new("job") { Description = "Number of the job, as byob jobs lists it.", HelpName = "JOB" };

    /// <summary>Runs with a client of the party that the state folder belongs to.</summary>
    /// <param name="stopped">What to say when Ctrl+C ends it; null when nothing goes on elsewhere.</param>
    public static Task<int> RunAsync(
        string? state, Terminal terminal, TimeProvider time, Func<MemberClient, StateFolder, Task<int>> command, Func<string?>? stopped = null) =>
        ByobCommand.GuardAsync(terminal, async () =>
        {
            var folder = StateFolder.Find(state);
            using var client = MemberClient.Open(folder, time);
            try
            {
                return await command(client, folder);
            }
            catch (OperationCanceledException)
            {
                await terminal.Error.WriteLineAsync(stopped?.Invoke() ?? "Stopped, as asked.");
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new WorkerFaultException($"The connection to {client.Master} broke off: {e.Message.TrimEnd('.')}. Say it again.", needsHuman: false, e);
            }
        });

    public static Task PrintAsync<T>(Terminal terminal, T document) => terminal.Out.WriteLineAsync(JsonSerializer.Serialize(document, ForScripts));

    private static JsonSerializerOptions Make(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
