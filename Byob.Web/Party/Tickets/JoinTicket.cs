namespace Byob.Web.Party.Tickets;

/// <summary>A ticket as its maker gets it, the only time that it is shown.</summary>
/// <param name="Ticket">Secret while it lives.</param>
/// <param name="Uses">Machines that it lets in.</param>
public sealed record JoinTicket(string Ticket, DateTimeOffset ExpiresAt, int Uses)
{
    /// <summary>A record would print the secret.</summary>
    public override string ToString() => $"a ticket until {ExpiresAt:u}";
}
