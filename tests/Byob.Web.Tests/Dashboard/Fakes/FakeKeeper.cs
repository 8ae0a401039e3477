using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Workers;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Remembers what a page asked of machines, and answers as the test says.</summary>
internal sealed class FakeKeeper : IWorkerKeeper
{
    public List<string> Asked { get; } = [];

    public string? Refusal { get; set; }

    public List<WorkerEvent> History { get; } = [];

    public Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken)
    {
        Asked.Add($"take back {worker} by {actor.Name}");
        return Task.FromResult(Outcome.Done);
    }

    public Task<Outcome> SteerAsync(WorkerId worker, WorkerOrderKind order, TimeSpan? span, Actor actor, CancellationToken cancellationToken)
    {
        Asked.Add($"{order} {worker} for {span?.ToString() ?? "ever"} by {actor.Name}");
        return Task.FromResult(Refusal is null ? Outcome.Done : Outcome.Refused(Refusal));
    }

    public Task<ImmutableArray<WorkerEvent>> HistoryAsync(WorkerId worker, CancellationToken cancellationToken) => Task.FromResult(History.ToImmutableArray());
}
