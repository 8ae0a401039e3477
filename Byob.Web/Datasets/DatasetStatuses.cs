using Byob.Shared.Hubs;

namespace Byob.Web.Datasets;

/// <summary>Turns a dataset into what programs see of it.</summary>
internal static class DatasetStatuses
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
        [.. view.Files.Select(file => new DatasetStatus.File(file.Name, file.Offset, file.Length))],
        view.Url,
        view.Validator);
}
