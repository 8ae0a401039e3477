using Byob.Shared.Hubs;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>Finds the dataset that a member means, and waits until it can be counted.</summary>
internal sealed class DatasetFinder(MemberClient client, TimeProvider time)
{
    private const int LeastOfId = 6;
    private const int NamesShown = 10;
    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(300);

    /// <param name="meant">An id, the beginning of one, or a name.</param>
    /// <exception cref="WorkerFaultException">There is none, or more than one; the message names some.</exception>
    public async Task<DatasetStatus> FindAsync(string meant, CancellationToken cancellationToken)
    {
        var all = (await client.DatasetsAsync(cancellationToken)).Where(dataset => dataset.State != "Broken").ToList();
        var found = all.Where(dataset => dataset.Name == meant).ToList();
        if (found.Count == 0 && meant.Length >= LeastOfId)
            found = [.. all.Where(dataset => dataset.Id.ToString("D").StartsWith(meant, StringComparison.OrdinalIgnoreCase))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw Fault($"The party has no dataset \"{meant}\".", all),
            _ => throw Fault($"\"{meant}\" may be {found.Count} datasets; give more of the id.", found),
        };
    }

    /// <summary>Waits while it is measured or unpacked.</summary>
    /// <param name="say">Takes what it waits for, in a sentence, once for each state.</param>
    /// <exception cref="WorkerFaultException">It cannot be counted.</exception>
    public async Task<DatasetStatus> WaitUntilReadyAsync(Guid id, Action<string> say, CancellationToken cancellationToken)
    {
        string? said = null;
        long? awaySince = null;
        while (true)
        {
            try
            {
                var dataset = await client.DatasetAsync(id, cancellationToken)
                    ?? throw new WorkerFaultException("The dataset is gone from the master; somebody has deleted it. Submit it again.", needsHuman: false);
                awaySince = null;
                if (dataset.State == "Ready")
                    return dataset;
                if (dataset.State == "Broken")
                    throw new WorkerFaultException($"{dataset.Name} cannot be counted. {dataset.Problem}", needsHuman: false);
                if (dataset.State != said)
                    say(dataset.State == "Unpacking" ? $"The master unpacks {dataset.Name}." : $"The master takes in {dataset.Name}.");
                said = dataset.State;
            }
            catch (WorkerFaultException e) when (e.MasterAway && (awaySince is not { } since || time.GetElapsedTime(since) < JobFollower.Patience))
            {
                awaySince ??= time.GetTimestamp();
            }

            await Task.Delay(s_often, time, cancellationToken);
        }
    }

    private static WorkerFaultException Fault(string sentence, List<DatasetStatus> some)
    {
        var named = some.Take(NamesShown).Select(dataset => $"{dataset.Id:D}  {dataset.Name}");
        return new WorkerFaultException(
            some.Count == 0 ? $"{sentence} It has none yet; submit a file." : $"{sentence} There are:\n  {string.Join("\n  ", named)}{(some.Count > NamesShown ? "\n  and more" : "")}", needsHuman: false);
    }
}
