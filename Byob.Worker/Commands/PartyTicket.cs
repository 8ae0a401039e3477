namespace Byob.Worker.Commands;

/// <summary>Gets a ticket to join with from where its owner put it. Never from an argument: those of a process are seen by everybody on the machine, its environment only by its user.</summary>
internal static class PartyTicket
{
    public const string Variable = "BYOB_TICKET";

    /// <summary>Null when there is none.</summary>
    public static string? Get(FileInfo? file) =>
        (SecretFile.Read(file, "ticket") ?? Environment.GetEnvironmentVariable(Variable))?.Trim() is { Length: > 0 } ticket ? ticket : null;
}
