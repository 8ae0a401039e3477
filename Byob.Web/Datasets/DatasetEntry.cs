using Byob.Shared.Chunks;
using Byob.Web.Storage;

namespace Byob.Web.Datasets;

/// <summary>A dataset as the master knows it while it runs: what people see, and where a folder dataset's file lies.</summary>
/// <param name="Unpacked">Bytes of text written so far out of a packed dataset, beside it.</param>
internal sealed record DatasetEntry(DatasetView View, string? FolderPath, DateTimeOffset? FolderFileTime, long Unpacked = 0)
{
    public DatasetId Id => View.Id;

    /// <summary>Whether its bytes lie in the data folder, and so count against quota and disk.</summary>
    public bool IsStoredHere => View.Source is not (DatasetSource.Folder or DatasetSource.Url) && View.State != DatasetState.Broken;

    /// <summary>Bytes that it takes of quota and disk. While it is unpacked, what arrived and the text take room both.</summary>
    public long TakenBytes => !IsStoredHere ? 0
        : View is { State: DatasetState.Unpacking, Source: DatasetSource.FolderCopy } ? Unpacked
        : View.Length + Unpacked;

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
            record.Problem)
        {
            Files = DatasetFiles.Read(record.Files),
            PackedLength = record.PackedLength,
            Url = record.Url,
            Validator = record.Validator,
        },
        record.FolderPath,
        record.FolderFileTime);
}
