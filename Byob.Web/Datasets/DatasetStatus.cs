using Byob.Web.Storage;

namespace Byob.Web.Datasets;

/// <summary>A dataset as programs see it.</summary>
/// <param name="State">A word of <see cref="DatasetState"/>.</param>
/// <param name="Source">A word of <see cref="DatasetSource"/>.</param>
/// <param name="Files">Where each of several files begins; empty when it is a single one.</param>
internal sealed record DatasetStatus(
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
    public static DatasetStatus Of(DatasetView view) => new(
        view.Id.Value,
        view.Name,
        view.State.ToString(),
        view.Source.ToString(),
        view.Length,
        view.Received,
        view.Sha256,
        view.OwnerName,
        view.Problem,
        [.. view.Files.Select(file => new File(file.Name, file.Offset, file.Length))],
        view.Url,
        view.Validator);

    internal sealed record File(string Name, long Offset, long Length);
}
