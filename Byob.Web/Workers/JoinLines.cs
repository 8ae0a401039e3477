using Byob.Web.Hosting;

namespace Byob.Web.Workers;

/// <summary>
/// The lines that make a machine a worker of this party, and undo it, ready for each platform's terminal. The ticket is always in the environment: arguments of a process are
/// seen by everybody on its machine. A certificate that no authority vouches for is pinned: curl takes the script from nobody else, and the script brings the fingerprint
/// and the programs' sums.
/// </summary>
/// <param name="address">The party's, as the machine reaches it.</param>
/// <param name="pin">Null when machines trust the master's certificate anyway; of no account without https.</param>
public sealed class JoinLines(string address, CertificatePin? pin)
{
    private const string FromSource = "dotnet run -c Release --project Byob.Worker -- join ";

    private readonly string _address = address.TrimEnd('/');
    private readonly CertificatePin? _pin = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? pin : null;

    /// <summary>For sh, bash, zsh and other shells of Linux and macOS.</summary>
    /// <param name="service">Whether the worker is to come back when the machine starts.</param>
    public string Posix(string ticket, bool service) => $"{Curl("curl", "sh")} | BYOB_TICKET={ticket} sh{(service ? " -s -- --service" : "")}";

    /// <inheritdoc cref="Posix"/>
    /// <summary>For PowerShell, of Windows and newer.</summary>
    public string PowerShell(string ticket, bool service) =>
        $"$env:BYOB_TICKET='{ticket}'; {(service ? $"{Block()} -Service" : $"{PowerShellScript()} | iex")}";

    /// <summary>Where there is no program: builds the worker out of a clone of the repository.</summary>
    public string PosixFromSource(string ticket) => $"BYOB_TICKET={ticket} {(_pin is null ? "" : $"BYOB_FINGERPRINT={_pin.Fingerprint} ")}{FromSource}{_address}";

    /// <inheritdoc cref="PosixFromSource"/>
    public string PowerShellFromSource(string ticket) => $"$env:BYOB_TICKET='{ticket}'; {(_pin is null ? "" : $"$env:BYOB_FINGERPRINT='{_pin.Fingerprint}'; ")}{FromSource}{_address}";

    public string PosixUninstall() => $"{Curl("curl", "sh")} | sh -s -- --uninstall";

    public string PowerShellUninstall() => $"{Block()} -Uninstall";

    private string Block() => $"& ([scriptblock]::Create(({PowerShellScript()})))";

    /// <summary>PowerShell itself cannot pin; every Windows 10 and 11 has a curl that can.</summary>
    private string PowerShellScript() => _pin is null ? $"irm {_address}/join.ps1" : $"{Curl("curl.exe", "ps1")} | Out-String";

    private string Curl(string program, string kind) =>
        _pin is null ? $"{program} -fsSL {_address}/join.{kind}" : $"{program} -fsSLk --pinnedpubkey 'sha256//{_pin.PublicKey}' {_address}/join.{kind}";
}
