using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Party;

namespace Byob.Web.Workers;

/// <inheritdoc/>
public sealed partial class WorkerKeeper(Coordinator coordinator, PartyRoster party, ILogger<WorkerKeeper> logger) : IWorkerKeeper
{
    public async Task<Outcome> TakeBackAsync(WorkerId worker, Actor actor, CancellationToken cancellationToken)
    {
        if (party.Current.Workers.Values.FirstOrDefault(known => known.Id == worker) is not { } machine)
            return Outcome.Refused("This machine does not belong to the party any more. The page shows which do.");
        if (!actor.IsHost && actor.MemberId != machine.OwnerId)
            return Outcome.Refused($"Only {machine.OwnerName}, who owns {machine.Name}, or the host may take it back.");

        var taken = await coordinator.AskAsync(
            state =>
            {
                state.ShowAtOnce = true;
                if (!state.Scheduler.TakeBack(worker))
                    return false;
                ReputationSteps.Note(state, worker);
                return true;
            },
            cancellationToken);
        if (!taken)
            return Outcome.Refused($"{machine.Name} is not set aside; it gets chunks as soon as there are some for it.");
        LogTakenBack(machine.Name, actor.Name);
        return Outcome.Done;
    }

    [LoggerMessage(5008, LogLevel.Information, "Worker {Worker} was taken back by {Member}")]
    private partial void LogTakenBack(string worker, string member);
}
