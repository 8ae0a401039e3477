using Byob.Worker.Autostart;

namespace Byob.Worker.Commands;

/// <summary>What the console says of a service, as a plain function of how it is.</summary>
internal static class ServiceLines
{
    /// <param name="scope">What to add to a command that is named.</param>
    public static string Of(AutostartStatus status, string scope)
    {
        if (!status.Installed)
            return $"There is no service here ({status.Kind}). Install it with: byob service install{scope}";
        var starts = status.StartsBy is { } by ? $" It starts {by}." : $" It does not start by itself; byob service install{scope} mends that.";
        var says = status.Says is { } words ? $"\n{words}" : "";
        var old = status.Current == false ? $"\nIt was installed with other limits, or for another place of the program. To take in what holds now: byob service install{scope}" : "";
        return $"{(status.Running ? "Runs" : "Does not run")}: {status.Kind}, {status.Definition}.{starts}{says}{old}";
    }
}
