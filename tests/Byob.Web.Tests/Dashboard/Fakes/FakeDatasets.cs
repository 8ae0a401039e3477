using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Datasets that a test sets.</summary>
internal sealed class FakeDatasets : IDatasets
{
    public ImmutableArray<DatasetView> All { get; private set; } = [];

    public event Action? Changed;

    public string? Refusal { get; set; }

    public List<FolderFile> Folder { get; } = [];

    public List<(long Bytes, int Seed)> Samples { get; } = [];

    public List<DatasetId> Deleted { get; } = [];

    public DatasetRoom RoomNow { get; set; } = new(80_000_000_000, 20_000_000_000, 100_000_000_000, 300_000_000_000);

    public void Set(params DatasetView[] datasets)
    {
        All = [.. datasets];
        Changed?.Invoke();
    }

    public DatasetRoom Room() => RoomNow;

    public Task<Outcome<DatasetView>> MakeSampleAsync(long bytes, int seed, Actor actor, CancellationToken cancellationToken)
    {
        Samples.Add((bytes, seed));
        return Task.FromResult<Outcome<DatasetView>>(Refusal is null ? Some.Dataset("sample.txt", DatasetState.Receiving, bytes) : Outcome.Refused(Refusal));
    }

    public IReadOnlyList<FolderFile> FolderFiles() => [.. Folder];

    public Task<Outcome<DatasetView>> AddFromFolderAsync(string path, Actor actor, CancellationToken cancellationToken)
    {
        if (Refusal is not null)
            return Task.FromResult<Outcome<DatasetView>>(Outcome.Refused(Refusal));
        var added = Some.Dataset(path, DatasetState.Measuring, id: 77);
        Set([added, .. All]);
        return Task.FromResult<Outcome<DatasetView>>(added);
    }

    public List<IReadOnlyList<string>> Joined { get; } = [];

    public Task<Outcome<DatasetView>> JoinFromFolderAsync(IReadOnlyList<string> paths, Actor actor, CancellationToken cancellationToken)
    {
        if (Refusal is null)
            Joined.Add(paths);
        return AddFromFolderAsync(paths[0], actor, cancellationToken);
    }

    public Task<Outcome<DatasetView>> AddFromUrlAsync(string url, Actor actor, CancellationToken cancellationToken) => AddFromFolderAsync(url, actor, cancellationToken);

    public Task<Outcome> DeleteAsync(DatasetId id, Actor actor, CancellationToken cancellationToken)
    {
        if (Refusal is not null)
            return Task.FromResult(Outcome.Refused(Refusal));
        Deleted.Add(id);
        return Task.FromResult(Outcome.Done);
    }
}
