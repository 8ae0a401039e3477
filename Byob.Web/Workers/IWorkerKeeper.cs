using Byob.Shared.Chunks;
using Byob.Web.Party;

namespace Byob.Web.Workers;

/// <summary>What members may do about machines that the party does not trust any more.</summary>
public interface IWorkerKeeper
{
    /// <summary>Gives a machine that was set aside work again; what it did is forgiven, not forgotten. Its owner and the host may.</summary>
    Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken);
}
