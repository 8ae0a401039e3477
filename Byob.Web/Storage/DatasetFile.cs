namespace Byob.Web.Storage;

/// <summary>One of several files that make up a dataset. Between two of them lies one line end, so that no word joins them.</summary>
/// <param name="Name">As people know it; for files of the master's folder, the path below it.</param>
/// <param name="Offset">Where it begins in the dataset, in bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ChangedAt">For a file that has yet to be copied out of the master's folder: its last write time, to notice a change.</param>
public sealed record DatasetFile(string Name, long Offset, long Length, DateTimeOffset? ChangedAt = null);
