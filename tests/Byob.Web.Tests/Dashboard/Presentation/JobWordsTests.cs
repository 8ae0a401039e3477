using Byob.Shared.Counting;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed class JobWordsTests
{
    [Theory]
    [InlineData(JobState.Queued, true, false, true)]
    [InlineData(JobState.Running, true, false, true)]
    [InlineData(JobState.Paused, false, true, true)]
    [InlineData(JobState.Finishing, false, false, false)]
    [InlineData(JobState.Done, false, false, false)]
    [InlineData(JobState.Failed, false, true, true)]
    [InlineData(JobState.Cancelled, false, false, false)]
    public void Can_EachState_OffersWhatTheMasterTakes(JobState state, bool pause, bool resume, bool cancel)
    {
        var job = Some.Job(state: state);

        Assert.Equal((pause, resume, cancel), (job.CanPause(), job.CanResume(), job.CanCancel()));
    }

    [Fact]
    public void MaySteer_OnlySubmitterAndHost_May()
    {
        var job = Some.Job();

        Assert.True(job.MaySteer(new Actor(Some.Alice, "Alice", false)));
        Assert.True(job.MaySteer(new Actor(Some.Bob, "Bob", true)));
        Assert.False(job.MaySteer(new Actor(Some.Bob, "Bob", false)));
    }

    [Theory]
    [InlineData(JobState.Running, "50.0 %")]
    [InlineData(JobState.Finishing, "30.0 %")]
    [InlineData(JobState.Done, "100 %")]
    public void PercentText_EachState_SaysItsOwnProgress(JobState state, string text) => Assert.Equal(text, (Some.Job(state: state) with { MergeFraction = 0.3 }).PercentText());

    [Fact]
    public void Progress_Running_IsWhatIsAcceptedAndAheadWhatIsReported()
    {
        var job = Some.Job();

        Assert.Equal((0.25, 0.5), (job.Progress(), job.Ahead()));
    }

    [Fact]
    public void Progress_EmptyDataset_IsNothing() => Assert.Equal(0, (Some.Job(length: 0) with { DoneBytes = 0 }).Progress());

    [Theory]
    [InlineData(false, 1, "Exact: every word as it is written")]
    [InlineData(true, 1, "Case folded")]
    [InlineData(false, 4, "Words of 4 letters and more")]
    [InlineData(true, 4, "Case folded, words of 4 letters and more")]
    public void Options_EachCombination_IsSaid(bool fold, int least, string text) => Assert.Equal(text, (Some.Job() with { Options = new CountOptions(fold, least) }).Options());

    [Fact]
    public void Unfinished_FailedJob_StaysUntilItIsTriedAgainOrCancelled()
    {
        Assert.True(Some.Job(state: JobState.Failed).Unfinished());
        Assert.False(Some.Job(state: JobState.Failed).InQueue());
    }

    [Fact]
    public void Reason_PausedJob_SaysWho() => Assert.Equal("Paused by Bob.", (Some.Job(state: JobState.Paused) with { StateReason = "Paused by Bob." }).Reason());
}
