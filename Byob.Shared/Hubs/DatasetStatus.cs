namespace Byob.Shared.Hubs;

/// <summary>A dataset as the HTTP interface tells it.</summary>
/// <param name="State">Receiving, Measuring, Unpacking, Ready or Broken.</param>
/// <param name="Source">Where its bytes come from: Upload, Sample, Folder, FolderCopy or Url.</param>
/// <param name="Length">In bytes; of what is packed, until it is unpacked.</param>
/// <param name="Received">Bytes here, hashed or unpacked so far, as its state says.</param>
/// <param name="Sha256">Null until it is known.</param>
/// <param name="Problem">Why it is broken, in a sentence.</param>
/// <param name="Files">Where each of several files begins; empty when it is a single one.</param>
public sealed record DatasetStatus(
    Guid Id,
    string Name,
    string State,
    string Source,
    long Length,
    long Received,
    string? Sha256,
    string Owner,
    string? Problem,
    IReadOnlyList<DatasetStatus.File> Files,
    string? Url,
    string? Validator)
{
    public sealed record File(string Name, long Offset, long Length);
}
