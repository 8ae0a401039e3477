using Byob.Web.Party;
using Byob.Web.Party.Tickets;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Makes tickets that are told apart by their numbers.</summary>
internal sealed class FakeTickets(TimeProvider time) : IJoinTickets
{
    public int Made { get; private set; }

    public Task<JoinTicket?> MakeAsync(Actor maker, CancellationToken cancellationToken) =>
        Task.FromResult<JoinTicket?>(new JoinTicket($"byobt_{++Made}", time.GetUtcNow().AddMinutes(15), 10));
}
