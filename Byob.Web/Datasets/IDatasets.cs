using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Party;

namespace Byob.Web.Datasets;

/// <summary>The datasets of the party, as pages and the job form use them. Uploads arrive over <see cref="Byob.Shared.Hubs.PartyRoutes.Uploads"/> (tus).</summary>
public interface IDatasets
{
    /// <summary>Every dataset and upload under way, newest first; replaced whole at each change.</summary>
    ImmutableArray<DatasetView> All { get; }

    /// <summary>Raised, on any thread, when <see cref="All"/> has changed. Handlers return at once.</summary>
    event Action? Changed;

    /// <summary>What an upload may take: largest dataset, room left below the quota and on the disk.</summary>
    DatasetRoom Room();

    /// <summary>Writes a sample text of words made from <paramref name="seed"/>, in the background; it appears in <see cref="All"/> at once.</summary>
    /// <param name="bytes">From 1 KB to the room left.</param>
    Task<Outcome<DatasetView>> MakeSampleAsync(long bytes, int seed, Actor actor, CancellationToken cancellationToken);

    /// <summary>Files below the configured folder, relative, with '/' between names; empty when none is configured.</summary>
    IReadOnlyList<FolderFile> FolderFiles();

    /// <summary>Takes a file below the configured folder as a dataset, in place; its SHA-256 is measured in the background.</summary>
    Task<Outcome<DatasetView>> AddFromFolderAsync(string path, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Takes several files below the configured folder as one dataset: copied in the order of their names with a line end between, and unpacked
    /// where they are packed. A single plain one is taken in place.
    /// </summary>
    Task<Outcome<DatasetView>> JoinFromFolderAsync(IReadOnlyList<string> paths, Actor actor, CancellationToken cancellationToken);

    /// <summary>Takes a file on the web as a dataset, to be read from there. It must answer range requests, and its host be allowed by Datasets:UrlHosts.</summary>
    Task<Outcome<DatasetView>> AddFromUrlAsync(string url, Actor actor, CancellationToken cancellationToken);

    /// <summary>Deletes a dataset, or an upload under way. Refused while a job needs it; only its owner or the host may.</summary>
    Task<Outcome> DeleteAsync(DatasetId id, Actor actor, CancellationToken cancellationToken);
}

/// <param name="Received">Bytes here (receiving), hashed (measuring) or read of what is packed (unpacking).</param>
/// <param name="Active">Whether bytes are arriving right now.</param>
public sealed record DatasetView(
    DatasetId Id,
    string Name,
    Storage.DatasetSource Source,
    Storage.DatasetState State,
    long Length,
    long Received,
    bool Active,
    string? Sha256,
    Guid OwnerId,
    string OwnerName,
    DateTimeOffset CreatedAt,
    string? Problem)
{
    /// <summary>The files that it is made of, in order; empty when it is a single one.</summary>
    public ImmutableArray<Storage.DatasetFile> Files { get; init; } = [];

    /// <summary>Bytes of what was sent or taken, when it was packed.</summary>
    public long? PackedLength { get; init; }

    /// <summary>Where it lies on the web, when it is read from there.</summary>
    public string? Url { get; init; }

    /// <summary>What tells that it is still the same there; see <see cref="Storage.DatasetRecord.Validator"/>.</summary>
    public string? Validator { get; init; }
}

/// <param name="LargestBytes">Largest dataset that would be taken now.</param>
/// <param name="UsedBytes">Taken by datasets and uploads.</param>
/// <param name="QuotaBytes">What they may take together.</param>
/// <param name="FreeDiskBytes">Free on the disk of the data folder.</param>
public sealed record DatasetRoom(long LargestBytes, long UsedBytes, long QuotaBytes, long FreeDiskBytes);

public sealed record FolderFile(string Path, long Length);
