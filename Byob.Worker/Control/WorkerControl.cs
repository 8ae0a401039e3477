using Byob.Worker.Connection;
using Byob.Worker.Limits;
using Byob.Worker.Settings;
using Byob.Worker.Status;

namespace Byob.Worker.Control;

/// <summary>The side of the worker that its owner's commands talk to: takes in wishes, and says how it is.</summary>
internal sealed class WorkerControl(WorkerEngine engine, StateFolder folder, Uri master, Action stop, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly CpuMeter _cpu = new(time);

    /// <summary>Makes the owner's wish in the state folder the one in force.</summary>
    public void TakeWish()
    {
        if (folder.ReadWish() is { } wish)
            engine.Holds.Put(new Hold(HoldCause.Owner, wish.Sentence, wish.Until, AtOnce: !wish.Finish));
        else
            engine.Holds.Lift(HoldCause.Owner);
    }

    public Task<WorkerReport> AnswerAsync(ControlRequest request)
    {
        if (request.Verb == ControlVerb.TakeWish)
            TakeWish();
        var report = Report();
        if (request.Verb == ControlVerb.Stop)
            stop();
        return Task.FromResult(report);
    }

    private WorkerReport Report()
    {
        var status = engine.Status;
        return new WorkerReport(
            ThisMachine.WorkerVersion,
            Environment.ProcessId,
            _startedAt,
            master.ToString(),
            status.PartyName,
            status.WorkerName,
            status.Connection,
            status.Why,
            status.Job is { } job ? new WorkerReport.JobReport(job.Number, job.Dataset, job.DatasetLength, job.Submitter) : null,
            [.. status.Leases.Select(lease => new WorkerReport.ChunkReport(lease.Lease.JobNumber, lease.Lease.Range.Start, lease.Lease.Range.End, lease.Stage, lease.BytesRead, lease.BytesCounted))],
            engine.Capacity,
            status.BytesPerSecond,
            status.BytesCounted,
            status.ChunksAccepted,
            engine.Holds.All,
            _cpu.Percent(),
            Environment.WorkingSet)
        {
            Transport = status.Transport,
        };
    }
}
