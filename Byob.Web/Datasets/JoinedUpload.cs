namespace Byob.Web.Datasets;

/// <summary>
/// Announces an upload of several files that become one dataset: the bytes that follow are the files in this order, with one line end (LF) between two.
/// </summary>
internal sealed record JoinedUpload(IReadOnlyList<JoinedFile>? Files);

/// <param name="Length">In bytes; may be 0.</param>
internal sealed record JoinedFile(string? Name, long Length);
