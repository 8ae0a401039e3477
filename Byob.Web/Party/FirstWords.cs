namespace Byob.Web.Party;

/// <summary>What the console says once, right after the party was opened. A class and not a record: a record would print the secrets.</summary>
internal sealed class FirstWords
{
    /// <summary>True when this start made the party.</summary>
    public bool NewParty { get; set; }

    /// <summary>The password made up at this start; null when there was one already or people chose it.</summary>
    public string? MadeUpPassword { get; set; }

    /// <summary>The secret part of the one-use host link; null when none is needed.</summary>
    public string? HostTicket { get; set; }
}
