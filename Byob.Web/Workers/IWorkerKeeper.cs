using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Workers;

/// <summary>What members may do about machines: their owner and the host steer them, everybody may look back.</summary>
public interface IWorkerKeeper
{
    /// <summary>Gives a machine that was set aside work again; what it did is forgiven, not forgotten. Its owner and the host may.</summary>
    Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken);

    /// <summary>Tells a machine what to do from now on, whether it is connected or not. Its owner and the host may.</summary>
    /// <param name="span">How long a pause or drain stands; null: until the next order.</param>
    Task<Outcome> SteerAsync(WorkerId worker, WorkerOrderKind order, TimeSpan? span, Actor actor, CancellationToken cancellationToken);

    /// <summary>What happened to a machine, newest first: at most <see cref="HistorySteps.MostKept"/> events.</summary>
    Task<ImmutableArray<WorkerEvent>> HistoryAsync(WorkerId worker, CancellationToken cancellationToken);
}
