namespace Byob.Web.Party;

/// <summary>Who may come in: the section "Party" of the configuration.</summary>
public sealed class PartyOptions
{
    public const string Section = "Party";

    /// <summary>The name of a party that was given none.</summary>
    public const string DefaultName = "BYOB party";

    /// <summary>Name of the party, 1 to 60 characters. Used at the first start only; later it is changed on the Party page.</summary>
    public string? Name { get; set; }

    /// <summary>The party password, 8 to 128 characters. Used at the first start only; made up when there is none.</summary>
    public string? Password { get; set; }

    /// <summary>Where everything is kept: a folder, relative to the content root.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Prints a one-use host link again at this start, for a party whose host lost access.</summary>
    public bool HostLink { get; set; }

    /// <summary>Whether machines on the same network that ask for a party are told of this one, by its name and port. Default true.</summary>
    public bool Announce { get; set; } = true;

    /// <summary>Wrong passwords for one name before it is locked: 1 to 100.</summary>
    public int TriesBeforeLock { get; set; } = 5;

    /// <summary>How long a name stays locked: 1 second to 1 day.</summary>
    public TimeSpan LockTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Tries to sign in or to enrol that one address has in a minute, right or wrong: 1 to 100,000.</summary>
    public int TriesPerMinute { get; set; } = 10;

    /// <summary>How long a ticket from the page "Join with a machine" lets machines in: 1 minute to 1 day.</summary>
    public TimeSpan TicketTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Machines that one ticket lets in: 1 to 1,000.</summary>
    public int TicketUses { get; set; } = 10;

    /// <summary>How long a browser stays signed in without being used: 5 minutes to 90 days.</summary>
    public TimeSpan SessionTime { get; set; } = TimeSpan.FromDays(14);
}
