using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>Gets the party password from where its owner put it: a file, the environment, or the keyboard.</summary>
internal static class PartyPassword
{
    public const string Variable = "BYOB_PASSWORD";

    public static string Get(FileInfo? file, Terminal terminal)
    {
        var password = SecretFile.Read(file, "party password") ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(password))
        {
            var ask = terminal.AskSecret ?? throw new WorkerFaultException(
                $"Joining needs the party password, and there is no terminal to ask for it. Give it with --password-file FILE or in {Variable}.", needsHuman: true);
            password = ask("Party password: ");
        }

        return password.Length > 0 ? password : throw new WorkerFaultException("The party password must not be empty.", needsHuman: true);
    }
}
