using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>Gets the party password from where its owner put it: a file, the environment, or the keyboard.</summary>
internal static class PartyPassword
{
    public const string Variable = "BYOB_PASSWORD";

    public static string Get(FileInfo? file, Terminal terminal)
    {
        var password = FromFile(file) ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(password))
        {
            var ask = terminal.AskSecret ?? throw new WorkerFaultException(
                $"Joining needs the party password, and there is no terminal to ask for it. Give it with --password-file FILE or in {Variable}.", needsHuman: true);
            password = ask("Party password: ");
        }

        return password.Length > 0 ? password : throw new WorkerFaultException("The party password must not be empty.", needsHuman: true);
    }

    private static string? FromFile(FileInfo? file)
    {
        if (file is null)
            return null;

        try
        {
            return File.ReadLines(file.FullName).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw new WorkerFaultException($"The first line of {file.FullName} is empty; the party password belongs there.", needsHuman: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"The password file cannot be read: {e.Message}", needsHuman: true, e);
        }
    }
}
