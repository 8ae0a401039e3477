namespace Byob.Web.Workers;

/// <summary>The lines that make a machine a worker of this party, and undo it, ready for each platform's terminal. The ticket is always in the environment: arguments of a process are seen by everybody on its machine.</summary>
public static class JoinLines
{
    private const string FromSource = "dotnet run -c Release --project Byob.Worker -- join ";

    /// <summary>For sh, bash, zsh and other shells of Linux and macOS.</summary>
    /// <param name="service">Whether the worker is to come back when the machine starts.</param>
    public static string Posix(string address, string ticket, bool service) => $"curl -fsSL {Script(address, "sh")} | BYOB_TICKET={ticket} sh{(service ? " -s -- --service" : "")}";

    /// <inheritdoc cref="Posix"/>
    /// <summary>For PowerShell, of Windows and newer.</summary>
    public static string PowerShell(string address, string ticket, bool service) =>
        $"$env:BYOB_TICKET='{ticket}'; {(service ? $"{Block(address)} -Service" : $"irm {Script(address, "ps1")} | iex")}";

    /// <summary>Where there is no program: builds the worker out of a clone of the repository.</summary>
    public static string PosixFromSource(string address, string ticket) => $"BYOB_TICKET={ticket} {FromSource}{address.TrimEnd('/')}";

    /// <inheritdoc cref="PosixFromSource"/>
    public static string PowerShellFromSource(string address, string ticket) => $"$env:BYOB_TICKET='{ticket}'; {FromSource}{address.TrimEnd('/')}";

    public static string PosixUninstall(string address) => $"curl -fsSL {Script(address, "sh")} | sh -s -- --uninstall";

    public static string PowerShellUninstall(string address) => $"{Block(address)} -Uninstall";

    private static string Block(string address) => $"& ([scriptblock]::Create((irm {Script(address, "ps1")})))";

    private static string Script(string address, string kind) => $"{address.TrimEnd('/')}/join.{kind}";
}
