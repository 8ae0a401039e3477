namespace Byob.Web.Datasets;

/// <summary>An upload of this browser, as its script tells of it.</summary>
/// <param name="State">One of the words that the script defines: queued, starting, sending, waiting, paused, signed-out, done, failed, cancelled.</param>
public sealed record UploadView(string Id, string Name, long Total, long Sent, double BytesPerSecond, string State, string? Sentence, string? DatasetId)
{
    public bool Ended => State is "done" or "failed" or "cancelled";

    public bool CanPause => State is "queued" or "starting" or "sending" or "waiting";

    public bool CanResume => State is "paused" or "failed" or "signed-out" or "waiting";
}

/// <summary>An upload that an earlier page began and did not finish.</summary>
public sealed record PendingUpload(string Key, string Name, long Size, long Sent, string? DatasetId);
