namespace Byob.Worker.Autostart.Windows;

/// <summary>The arguments with which sc.exe makes, changes and removes the worker's service. Each value is an argument of its own, after the name that ends in "=".</summary>
internal static class ScCommands
{
    public const string Name = "BYOB";

    /// <summary>An account that exists with the service, has no password, and may do nothing but what is granted to it.</summary>
    public const string Account = @"NT SERVICE\BYOB";

    /// <param name="exists">Whether the service is there already, and only changes.</param>
    public static IReadOnlyList<string[]> Install(ServiceFacts facts, bool exists) =>
    [
        [
            exists ? "config" : "create", Name,
            "binPath=", WindowsCommandLine.Of(facts.Program.Executable, facts.Arguments),
            "start=", "delayed-auto",
            "obj=", Account,
            "DisplayName=", "BYOB worker",
        ],
        ["description", Name, "Counts texts for a party, within the limits of worker.json."],
        // After a fault it comes back in 5 seconds, then 30, then every minute; after a day without one the counting starts anew.
        ["failure", Name, "reset=", "86400", "actions=", "restart/5000/restart/30000/restart/60000"],
        ["failureflag", Name, "1"],
    ];

    /// <summary>Lets the account of the service read and write the state folder.</summary>
    public static string[] Grant(string folder) => [folder, "/grant", $"{Account}:(OI)(CI)M", "/T", "/Q"];
}
