using Byob.Shared.Chunks;
using Byob.Web.Storage;

namespace Byob.Web.Datasets;

/// <summary>A dataset as the master knows it while it runs: what people see, and where a folder dataset's file lies.</summary>
internal sealed record DatasetEntry(DatasetView View, string? FolderPath, DateTimeOffset? FolderFileTime)
{
    public DatasetId Id => View.Id;

    /// <summary>Whether its bytes lie in the data folder, and so count against quota and disk.</summary>
    public bool IsStoredHere => View.Source != DatasetSource.Folder && View.State != DatasetState.Broken;

    public static DatasetEntry From(DatasetRecord record) => new(
        new DatasetView(
            new DatasetId(record.Id),
            record.Name,
            record.Source,
            record.State,
            record.Length,
            record.Received,
            Active: false,
            record.Sha256,
            record.OwnerId,
            record.OwnerName,
            record.CreatedAt,
            record.Problem),
        record.FolderPath,
        record.FolderFileTime);
}
