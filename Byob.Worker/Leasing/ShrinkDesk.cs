using Byob.Worker.Status;

namespace Byob.Worker.Leasing;

/// <summary>
/// The part of the <see cref="LeaseDesk"/> that ends leases early when the master asks for it. As pure as the desk. Whatever comes of the asking
/// is answered: with the end asked for, with the chunk's start (it goes back), or with the end as it was (too late).
/// </summary>
/// <param name="held">The desk's leases by key.</param>
/// <param name="actions">Takes what is to be done.</param>
internal sealed class ShrinkDesk(SortedDictionary<int, HeldChunk> held, List<DeskAction> actions)
{
    public void Asked(HeldChunk chunk, long end)
    {
        var range = chunk.Lease.Range;
        var isWithin = range.Start < end && end < range.End;
        if (isWithin && chunk.Stage is HeldStage.Reading or HeldStage.Counting)
        {
            // Only the work knows how far it has read; the answer is owed once it has said so.
            actions.Add(new DeskAction.ShrinkWork(chunk.Key, end));
            return;
        }

        if (isWithin && chunk.Stage == HeldStage.Waiting)
            SetEnd(chunk, end);
        else if (end >= 0 && end <= range.Start && chunk.Stage is HeldStage.Waiting or HeldStage.Reading)
            Return(chunk);
        chunk.Answer.Ask();
    }

    public static void Decided(HeldChunk chunk, long end)
    {
        SetEnd(chunk, end);
        chunk.Answer.Ask();
    }

    public void Tell(HeldChunk chunk, int session)
    {
        chunk.Answer.Send();
        var range = chunk.Lease.Range;
        actions.Add(new DeskAction.TellShrink(chunk.Key, chunk.Lease.Token, chunk.Stage == HeldStage.Returned ? range.Start : range.End, session));
    }

    public void Told(int key)
    {
        if (!held.TryGetValue(key, out var chunk) || !chunk.Answer.IsOut)
            return;

        chunk.Answer.Arrived();
        if (chunk.Stage == HeldStage.Returned && !chunk.Answer.IsOwed)
            held.Remove(key);
    }

    public void NotTold(int key)
    {
        if (!held.TryGetValue(key, out var chunk) || !chunk.Answer.IsOut)
            return;

        chunk.Answer.PutOff();
        actions.Add(new DeskAction.RetryLater(key, ++chunk.Tries));
    }

    /// <summary>The connection is gone. The next joining presents what is held, and with which ends: that tells the master as much as the answers would.</summary>
    public void Void()
    {
        foreach (var chunk in held.Values.ToList())
        {
            chunk.Answer.Void();
            if (chunk.Stage == HeldStage.Returned)
                held.Remove(chunk.Key);
        }
    }

    private static void SetEnd(HeldChunk chunk, long end) => chunk.Lease = chunk.Lease with { Range = chunk.Lease.Range with { End = end } };

    private void Return(HeldChunk chunk)
    {
        chunk.Stage = HeldStage.Returned;
        actions.Add(new DeskAction.Tell(chunk.Key, new WorkerNews(WorkerNewsKind.ChunkGivenBack, "Somebody else begins it sooner.", chunk.Lease)));
        actions.Add(new DeskAction.Forget(chunk.Key));
    }
}
