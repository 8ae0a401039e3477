using System.Text.RegularExpressions;
using Byob.Shared.Hubs;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Storage;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Presentation;

public sealed partial class LooksTests
{
    [Theory]
    [InlineData(JobState.Queued, Tone.Quiet, "Queued")]
    [InlineData(JobState.Running, Tone.Active, "Running")]
    [InlineData(JobState.Paused, Tone.Warning, "Paused")]
    [InlineData(JobState.Finishing, Tone.Active, "Finishing")]
    [InlineData(JobState.Done, Tone.Good, "Done")]
    [InlineData(JobState.Failed, Tone.Bad, "Failed")]
    [InlineData(JobState.Cancelled, Tone.Quiet, "Cancelled")]
    public void OfJob_EachState_HasItsToneAndWord(JobState state, Tone tone, string text) =>
        Assert.Equal((tone, text), (Looks.Of(state).Tone, Looks.Of(state).Text));

    [Theory]
    [InlineData(WorkerLiveness.Alive, Tone.Good, "Alive")]
    [InlineData(WorkerLiveness.Suspect, Tone.Warning, "Suspect")]
    [InlineData(WorkerLiveness.Lost, Tone.Bad, "Lost")]
    [InlineData(WorkerLiveness.Left, Tone.Quiet, "Left")]
    public void OfWorker_EachLiveness_HasItsToneAndWord(WorkerLiveness liveness, Tone tone, string text) =>
        Assert.Equal((tone, text), (Looks.Of(liveness).Tone, Looks.Of(liveness).Text));

    [Theory]
    [InlineData(DatasetState.Receiving, true, "Arriving")]
    [InlineData(DatasetState.Receiving, false, "Unfinished")]
    [InlineData(DatasetState.Measuring, false, "Measuring")]
    [InlineData(DatasetState.Unpacking, false, "Unpacking")]
    [InlineData(DatasetState.Ready, false, "Ready")]
    [InlineData(DatasetState.Broken, false, "Broken")]
    public void OfDataset_EachState_HasItsWord(DatasetState state, bool active, string text) => Assert.Equal(text, Looks.Of(state, active).Text);

    [Fact]
    public void OfAnything_TwoStates_AreToldApartWithoutColour()
    {
        Look[][] families =
        [
            [.. Enum.GetValues<JobState>().Select(Looks.Of)],
            [.. Enum.GetValues<WorkerLiveness>().Select(Looks.Of), Looks.Absent],
            [.. Enum.GetValues<LeaseStage>().Select(Looks.Of)],
            [.. Enum.GetValues<DatasetState>().Select(state => Looks.Of(state, false)), Looks.Of(DatasetState.Receiving, true)],
        ];

        foreach (var family in families)
        {
            Assert.Equal(family.Length, family.Select(look => look.Icon).Distinct().Count());
            Assert.Equal(family.Length, family.Select(look => look.Text).Distinct().Count());
            Assert.All(family, look => Assert.False(string.IsNullOrWhiteSpace(look.Label)));
        }
    }

    [Fact]
    public void OfAttempt_EveryEndOfALease_HasWordsOfItsOwn() =>
        // A word that is not known is shown as it is, so nothing breaks; but those that the ledger says should read well.
        Assert.All(Enum.GetNames<LeaseEnd>(), end => Assert.Matches(Words(), Looks.OfAttempt(end).Text));

    [Fact]
    public void OfAttempt_UnknownWord_IsShownAsItIs() => Assert.Equal("Novelty", Looks.OfAttempt("Novelty").Text);

    [Theory]
    [InlineData("queued")]
    [InlineData("starting")]
    [InlineData("sending")]
    [InlineData("waiting")]
    [InlineData("paused")]
    [InlineData("signed-out")]
    [InlineData("done")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public void OfUpload_EachStateOfTheScript_HasALabel(string state) => Assert.NotEqual(state, UploadLook.Of(state).Label);

    [Fact]
    public void Css_EachTone_HasAClassOfItsOwn()
    {
        var classes = Enum.GetValues<Tone>().Select(tone => tone.Css()).ToArray();

        Assert.Equal(classes.Length, classes.Distinct().Count());
    }

    [GeneratedRegex("^[A-Z][a-z]+( [a-z]+)*$")]
    private static partial Regex Words();
}
