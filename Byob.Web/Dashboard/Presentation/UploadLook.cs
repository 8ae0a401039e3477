using static MudBlazor.Icons.Material;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>What each state of an upload looks like.</summary>
public static class UploadLook
{
    public static Look Of(string state) => state switch
    {
        "queued" => new(Rounded.HourglassEmpty, Tone.Quiet, "Queued", "Its turn has not come: two files travel at a time"),
        "starting" => new(Rounded.Upload, Tone.Active, "Starting", "Asking the master"),
        "sending" => new(Rounded.Upload, Tone.Active, "Sending", "Its bytes are on their way"),
        "waiting" => new(Rounded.Sync, Tone.Warning, "Waiting", "Waits for the master, and goes on by itself"),
        "paused" => new(Rounded.Pause, Tone.Warning, "Paused", "Paused here; what has arrived is kept"),
        "signed-out" => new(Rounded.Lock, Tone.Warning, "Signed out", "Sign in again, then resume"),
        "done" => new(Rounded.CheckCircle, Tone.Good, "Arrived", "All bytes are on the master; the list of datasets says what becomes of them"),
        "failed" => new(Rounded.ErrorOutline, Tone.Bad, "Failed", "It stopped and says why"),
        "cancelled" => new(Rounded.Block, Tone.Quiet, "Cancelled", "Cancelled; what came was thrown away"),
        _ => new(Rounded.Info, Tone.Quiet, state, state),
    };
}
