using Byob.Shared.Hubs;
using Byob.Web.Live;
using Byob.Web.Storage;
using static MudBlazor.Icons.Material;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>What each state of the product looks like.</summary>
public static class Looks
{
    public static Look Of(JobState state) => state switch
    {
        JobState.Queued => new(Rounded.HourglassEmpty, Tone.Quiet, "Queued", "Waits in the queue"),
        JobState.Running => new(Rounded.PlayArrow, Tone.Active, "Running", "Workers are counting it"),
        JobState.Paused => new(Rounded.Pause, Tone.Warning, "Paused", "Paused: nothing is handed out until it is resumed"),
        JobState.Finishing => new(Rounded.MergeType, Tone.Active, "Finishing", "Every byte is counted; the partial results are being merged"),
        JobState.Done => new(Rounded.CheckCircle, Tone.Good, "Done", "Done: the result is stored"),
        JobState.Failed => new(Rounded.ErrorOutline, Tone.Bad, "Failed", "Failed: it stopped and says why"),
        JobState.Cancelled => new(Rounded.Block, Tone.Quiet, "Cancelled", "Cancelled: it has no result"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static Look Of(WorkerLiveness liveness) => liveness switch
    {
        WorkerLiveness.Alive => new(Rounded.CheckCircle, Tone.Good, "Alive", "Alive: its heartbeats arrive"),
        WorkerLiveness.Suspect => new(Rounded.QuestionMark, Tone.Warning, "Suspect", "Suspect: it missed a heartbeat"),
        WorkerLiveness.Lost => new(Rounded.LinkOff, Tone.Bad, "Lost", "Lost: it went silent, and its ranges are free again"),
        WorkerLiveness.Left => new(Rounded.Logout, Tone.Quiet, "Left", "Left: it said goodbye"),
        _ => throw new ArgumentOutOfRangeException(nameof(liveness), liveness, null),
    };

    /// <summary>A machine that is enrolled and not connected.</summary>
    public static Look Absent { get; } = new(Rounded.PowerSettingsNew, Tone.Quiet, "Away", "Away: enrolled, and not connected now");

    public static Look Of(WorkerEventKind kind) => kind switch
    {
        WorkerEventKind.Joined => new(Rounded.Login, Tone.Good, "Joined", "It came into the party"),
        WorkerEventKind.Left => new(Rounded.Logout, Tone.Quiet, "Left", "It said goodbye"),
        WorkerEventKind.Lost => new(Rounded.LinkOff, Tone.Bad, "Lost", "It went silent"),
        WorkerEventKind.Steered => new(Rounded.TouchApp, Tone.Quiet, "Steered", "Somebody steered it from the dashboard"),
        WorkerEventKind.SetAside => new(Rounded.DoNotDisturbOn, Tone.Bad, "Set aside", "The party gave it no more chunks"),
        WorkerEventKind.TakenBack => new(Rounded.Undo, Tone.Good, "Taken back", "It got chunks again"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static Look Of(LeaseStage stage) => stage switch
    {
        LeaseStage.Waiting => new(Rounded.HourglassEmpty, Tone.Quiet, "waiting", "Waits for a free slot"),
        LeaseStage.Reading => new(Rounded.Download, Tone.Active, "reading", "Its bytes are on their way to the worker"),
        LeaseStage.Counting => new(Rounded.Functions, Tone.Active, "counting", "Its words are being counted"),
        LeaseStage.Sending => new(Rounded.Upload, Tone.Active, "sending", "Its partial result is on its way to the master"),
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };

    /// <param name="state">The dataset's state.</param>
    /// <param name="active">Whether bytes arrive right now.</param>
    public static Look Of(DatasetState state, bool active) => state switch
    {
        DatasetState.Receiving when active => new(Rounded.Upload, Tone.Active, "Arriving", "Its bytes are arriving"),
        DatasetState.Receiving => new(Rounded.Pause, Tone.Warning, "Unfinished", "Its upload waits to be resumed"),
        DatasetState.Measuring => new(Rounded.Fingerprint, Tone.Active, "Measuring", "All bytes are here; their SHA-256 is being computed"),
        DatasetState.Unpacking => new(Rounded.Unarchive, Tone.Active, "Unpacking", "All bytes are here; their text is being unpacked"),
        DatasetState.Ready => new(Rounded.CheckCircle, Tone.Good, "Ready", "Ready to be counted"),
        DatasetState.Broken => new(Rounded.BrokenImage, Tone.Bad, "Broken", "It cannot be used"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <param name="outcome">The word of <see cref="AttemptView.Outcome"/>; words that are not known are shown as they are.</param>
    public static Look OfAttempt(string outcome) => outcome switch
    {
        "Running" => new(Rounded.PlayArrow, Tone.Active, "Running", "Under way"),
        "Accepted" => new(Rounded.Check, Tone.Good, "Accepted", "Its partial result counts"),
        "Confirmed" => new(Rounded.DoneAll, Tone.Good, "Confirmed", "A check: it found the same as the count before"),
        "Disagreed" => new(Rounded.CompareArrows, Tone.Warning, "Disagreed", "A check: it found something else than the count before"),
        "Outvoted" => new(Rounded.CompareArrows, Tone.Bad, "Outvoted", "Two other machines found something else in the same bytes"),
        "Distrusted" => new(Rounded.GppBad, Tone.Warning, "Distrusted", "Its machine was caught with a wrong count, so it is counted again"),
        "Broken" => new(Rounded.BrokenImage, Tone.Warning, "Broken", "Its partial result was damaged on the master's disk and is counted again"),
        "Stolen" => new(Rounded.CallSplit, Tone.Quiet, "Handed over", "It had not begun, and an idle machine took it"),
        "Superseded" => new(Rounded.FastForward, Tone.Quiet, "Overtaken", "Another attempt at the same range was first"),
        "Late" => new(Rounded.History, Tone.Quiet, "Late", "It came after another attempt had been first; it was thrown away"),
        "Overlapping" => new(Rounded.Layers, Tone.Quiet, "Overlapping", "Its lease was over, and others had its bytes; it was thrown away"),
        "GivenBack" => new(Rounded.Undo, Tone.Quiet, "Given back", "The worker gave the range back uncounted; nobody's fault"),
        "Duplicate" => new(Rounded.ContentCopy, Tone.Quiet, "Duplicate", "Another attempt was first; this one was thrown away"),
        "Stale" => new(Rounded.History, Tone.Quiet, "Stale", "Its lease was over; it was thrown away"),
        "JobOver" => new(Rounded.Block, Tone.Quiet, "Job over", "The job no longer wanted it"),
        "Lost" => new(Rounded.LinkOff, Tone.Warning, "Lost", "The worker went silent; the range was freed"),
        "Revoked" => new(Rounded.Block, Tone.Quiet, "Revoked", "The master took the lease back"),
        "Malformed" => new(Rounded.ReportGmailerrorred, Tone.Bad, "Malformed", "The partial result was wrong in form and was thrown away"),
        "Foreign" => new(Rounded.ReportGmailerrorred, Tone.Bad, "Foreign", "Sent with another worker's token; thrown away"),
        "Failed" or "ReadFailed" or "CountFailed" => new(Rounded.ErrorOutline, Tone.Bad, "Failed", "The worker could not count the range"),
        _ => new(Rounded.Info, Tone.Quiet, outcome, outcome),
    };

    public static string Source(DatasetSource source) => source switch
    {
        DatasetSource.Upload => "uploaded",
        DatasetSource.Sample => "sample",
        DatasetSource.Folder => "from the master's folder",
        DatasetSource.FolderCopy => "copied from the master's folder",
        DatasetSource.Url => "on the web, read from there",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}
