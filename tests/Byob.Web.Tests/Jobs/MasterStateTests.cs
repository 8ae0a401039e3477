using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Storage;
using Byob.Web.Workers;
using Xunit;

namespace Byob.Web.Tests.Jobs;

public sealed class MasterStateTests
{
    [Theory]
    [InlineData(JobState.Finishing)]
    [InlineData(JobState.Done)]
    public void Job_ThatChangesItsState_IsShownAtOnce(JobState to)
    {
        var state = new MasterState(new PartyScheduler(7, new SchedulerOptions(), new NoCuts(), _ => false), new WorkerRoster(new WorkersOptions()), TimeProvider.System);
        var record = new JobRecord { Id = Guid.CreateVersion7(), DatasetName = "text", SubmitterName = "Ann", Comment = "", ResultName = "text", State = JobState.Running };
        var job = new LiveJob(record, new JobLedger(new JobId(record.Id), 100));
        state.AddJob(job, runnable: true);
        Assert.False(state.ShowAtOnce);

        if (to == JobState.Done)
            state.End(job, to, null);
        else
            state.Move(job, to, null);

        Assert.True(state.ShowAtOnce);
    }

    private sealed class NoCuts : ICutAligner
    {
        public Cut Align(JobId job, long wanted) => new(wanted);
    }
}
