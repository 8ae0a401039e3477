using Byob.Shared.Chunks;
using Byob.Web.Party;
using Byob.Web.Workers;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Remembers which machines a page took back.</summary>
internal sealed class FakeKeeper : IWorkerKeeper
{
    public List<string> Asked { get; } = [];

    public Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken)
    {
        Asked.Add($"take back {worker} by {actor.Name}");
        return Task.FromResult(Outcome.Done);
    }
}
