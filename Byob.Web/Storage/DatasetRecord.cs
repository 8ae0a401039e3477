namespace Byob.Web.Storage;

/// <summary>The bytes to be counted: immutable once ready, known by their SHA-256.</summary>
public sealed class DatasetRecord
{
    public Guid Id { get; set; }

    /// <summary>What people call it: the file's name at first.</summary>
    public required string Name { get; set; }

    public DatasetSource Source { get; set; }

    public DatasetState State { get; set; }

    /// <summary>Length in bytes, as announced by the upload or measured.</summary>
    public long Length { get; set; }

    /// <summary>Bytes that are safely on disk; equal to <see cref="Length"/> when ready.</summary>
    public long Received { get; set; }

    /// <summary>Lower-case hexadecimal; null until ready.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Length in bytes of what was sent or taken, when that was packed or several files; null for others.</summary>
    public long? PackedLength { get; set; }

    /// <summary>The files that it is made of, in order, as JSON of <see cref="DatasetFile"/>; null when it is a single one.</summary>
    public string? Files { get; set; }

    /// <summary>For <see cref="DatasetSource.Folder"/> and a single file of <see cref="DatasetSource.FolderCopy"/>: the path below the configured folder.</summary>
    public string? FolderPath { get; set; }

    /// <summary>For <see cref="DatasetSource.Folder"/>: last write time of the file when it was measured, to notice a change.</summary>
    public DateTimeOffset? FolderFileTime { get; set; }

    /// <summary>For <see cref="DatasetSource.Url"/>: where it lies on the web.</summary>
    public string? Url { get; set; }

    /// <summary>For <see cref="DatasetSource.Url"/>: the strong entity tag or date of last change that it had when it was added.</summary>
    public string? Validator { get; set; }

    public Guid OwnerId { get; set; }

    public required string OwnerName { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Why it cannot be used, when <see cref="State"/> is <see cref="DatasetState.Broken"/>.</summary>
    public string? Problem { get; set; }
}

public enum DatasetSource
{
    Upload,
    Sample,
    Folder,

    /// <summary>Files of the configured folder that had to be unpacked or joined: their text is stored like an upload.</summary>
    FolderCopy,

    /// <summary>An address on the web, read from there. Its SHA-256 is not known.</summary>
    Url,
}

public enum DatasetState
{
    /// <summary>Bytes are arriving, or the upload waits to be resumed.</summary>
    Receiving,

    /// <summary>All bytes are here; their SHA-256 is being computed.</summary>
    Measuring,

    /// <summary>The text is being written out of what arrived: unpacked, and where it is several files, joined.</summary>
    Unpacking,
    Ready,
    Broken,
}
