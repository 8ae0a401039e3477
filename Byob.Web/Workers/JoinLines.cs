namespace Byob.Web.Workers;

/// <summary>The lines that make a machine a worker of this party, ready for each platform's terminal.</summary>
public static class JoinLines
{
    /// <summary>For bash, zsh and other shells of Linux and macOS.</summary>
    public static string Posix(string address, string name) => Line(address, Plain(name) ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    /// <summary>For PowerShell.</summary>
    public static string PowerShell(string address, string name) => Line(address, Plain(name) ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'");

    private static string Line(string address, string name) => $"dotnet run -c Release --project Byob.Worker -- join {address.TrimEnd('/')} --name {name}";

    private static bool Plain(string name) => name.Length > 0 && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
