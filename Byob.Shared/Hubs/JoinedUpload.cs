namespace Byob.Shared.Hubs;

/// <summary>
/// POST to <see cref="PartyRoutes.JoinedUploads"/> (JSON) announces an upload of several files that become one dataset: the bytes that follow are the files in this order, with one line end (LF) between two.
/// </summary>
public sealed record JoinedUpload(IReadOnlyList<JoinedFile>? Files);

/// <param name="Length">In bytes; may be 0.</param>
public sealed record JoinedFile(string? Name, long Length);
