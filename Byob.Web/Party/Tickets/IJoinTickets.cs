namespace Byob.Web.Party.Tickets;

/// <summary>Makes tickets for the page "Join with a machine" and for command lines.</summary>
public interface IJoinTickets
{
    /// <summary>A new ticket that stands for the member; null when they do not belong to the party any more.</summary>
    Task<JoinTicket?> MakeAsync(Actor maker, CancellationToken cancellationToken);
}
