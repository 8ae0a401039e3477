namespace Byob.Web.Party;

/// <summary>What the party writes into the log. No password, token or link is ever an argument here.</summary>
internal static partial class PartyLog
{
    [LoggerMessage(1000, LogLevel.Information, "Party {Party} is open, term {Term}, with {Members} members and {Workers} machines")]
    public static partial void Opened(ILogger logger, string party, long term, int members, int workers);

    [LoggerMessage(1001, LogLevel.Information, "A new party was made: {Party}")]
    public static partial void Made(ILogger logger, string party);

    [LoggerMessage(1002, LogLevel.Warning, "{Key} is ignored, since the party exists and has another one. The host changes it on the Party page")]
    public static partial void OptionIgnored(ILogger logger, string key);

    [LoggerMessage(1003, LogLevel.Warning, "{Path} was changed by hand. The party's database holds what counts, and the file is rewritten from it. The host changes the party on the Party page")]
    public static partial void FileIgnored(ILogger logger, string path);

    [LoggerMessage(1004, LogLevel.Error, "{Path} could not be written. The change itself is kept in the database")]
    public static partial void FileNotWritten(ILogger logger, string path, Exception problem);

    [LoggerMessage(1005, LogLevel.Error, "A listener of the roster failed")]
    public static partial void ListenerFailed(ILogger logger, Exception problem);

    [LoggerMessage(1010, LogLevel.Information, "{Member} signed in")]
    public static partial void SignedIn(ILogger logger, string member);

    [LoggerMessage(1011, LogLevel.Information, "{Member} joined the party")]
    public static partial void Joined(ILogger logger, string member);

    [LoggerMessage(1012, LogLevel.Warning, "Not let in as {Name}: {Verdict}")]
    public static partial void Refused(ILogger logger, string name, DoorVerdict verdict);

    [LoggerMessage(1014, LogLevel.Warning, "{Address} is slowed down: too many tries to come in")]
    public static partial void SlowedDown(ILogger logger, string address);

    [LoggerMessage(1015, LogLevel.Information, "{Member} became host with the one-use link")]
    public static partial void BecameHost(ILogger logger, string member);

    [LoggerMessage(1020, LogLevel.Information, "Machine {Worker} of {Member} enrolled")]
    public static partial void Enrolled(ILogger logger, string worker, string member);

    [LoggerMessage(1030, LogLevel.Information, "{Host} invited {Count} names")]
    public static partial void Invited(ILogger logger, string host, int count);

    [LoggerMessage(1031, LogLevel.Information, "{Host} withdrew the invitation of {Name}")]
    public static partial void Withdrawn(ILogger logger, string host, string name);

    [LoggerMessage(1032, LogLevel.Information, "{Host} removed {Member} with {Workers} machines")]
    public static partial void Removed(ILogger logger, string host, string member, int workers);

    [LoggerMessage(1033, LogLevel.Information, "{Member} removed machine {Worker}")]
    public static partial void WorkerRemoved(ILogger logger, string member, string worker);

    [LoggerMessage(1034, LogLevel.Information, "{Host} handed the party over to {Member}")]
    public static partial void HandedOver(ILogger logger, string host, string member);

    [LoggerMessage(1035, LogLevel.Information, "{Host} changed the party password")]
    public static partial void PasswordChanged(ILogger logger, string host);

    [LoggerMessage(1036, LogLevel.Information, "{Host} renamed the party to {Party}")]
    public static partial void Renamed(ILogger logger, string host, string party);
}
