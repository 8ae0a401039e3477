using System.Collections.Immutable;
using System.Globalization;
using Byob.Shared.Chunks;
using Byob.Web.Party;
using Byob.Web.Storage;
using Byob.Worker.Counting;

namespace Byob.Web.Datasets;

/// <summary>What people ask of the datasets: see them, make samples, take files of the folder, delete.</summary>
internal sealed class DatasetCatalogue(
    DatasetBook book,
    DatasetStore store,
    DatasetSpace space,
    DatasetFolder folder,
    DatasetMeasurer measurer,
    DatasetUnpacker unpacker,
    DatasetSources sources,
    SampleMaker samples,
    Uploads uploads,
    DatasetWork work,
    TimeProvider time,
    ILogger<DatasetCatalogue> log) : IDatasets
{
    public const long SmallestSample = 1000;

    public event Action? Changed
    {
        add => book.Changed += value;
        remove => book.Changed -= value;
    }

    public ImmutableArray<DatasetView> All => book.All;

    public DatasetRoom Room() => space.Room();

    public IReadOnlyList<FolderFile> FolderFiles() => folder.Files();

    public async Task<Outcome<DatasetView>> MakeSampleAsync(long bytes, int seed, Actor actor, CancellationToken cancellationToken)
    {
        if (bytes < SmallestSample)
            return Outcome.Refused($"A sample has at least {ByteWords.Of(SmallestSample)}. Choose a larger size.");

        var name = string.Create(CultureInfo.InvariantCulture, $"sample {ByteWords.Of(bytes)}, seed {seed}.txt");
        var record = NewRecord(name, DatasetSource.Sample, DatasetState.Receiving, bytes, actor);
        if (await store.AdmitAsync(record, cancellationToken) is { } refusal)
            return Outcome.Refused(refusal.Sentence);
        var entry = DatasetEntry.From(record);
        samples.Start(entry, seed);
        return entry.View;
    }

    public async Task<Outcome<DatasetView>> AddFromFolderAsync(string path, Actor actor, CancellationToken cancellationToken)
    {
        if (!folder.IsConfigured)
            return Outcome.Refused("The master has no folder for datasets. Ask the host to set Datasets:Folder, or upload the file.");
        if (folder.Find(path) is not { } file)
            return Outcome.Refused("There is no such file in the master's folder for datasets. Choose one of the list.");
        if (file.Length == 0)
            return Outcome.Refused($"“{file.Name}” is empty: there is nothing in it to count. Choose a file with text in it.");
        if (book.Entries().Any(other => other.FolderPath == path && other.View.State != DatasetState.Broken))
            return Outcome.Refused($"“{path}” is a dataset already. Choose it from the list of datasets.");

        var isPacked = IsPacked(file);
        var record = isPacked
            ? NewRecord(path, DatasetSource.FolderCopy, DatasetState.Unpacking, file.Length, actor)
            : NewRecord(path, DatasetSource.Folder, DatasetState.Measuring, file.Length, actor);
        record.FolderPath = path;
        record.FolderFileTime = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
        if (isPacked && await store.AdmitAsync(record, cancellationToken) is { } refusal)
            return Outcome.Refused(refusal.Sentence);
        if (!isPacked)
            await store.AddAsync(record, cancellationToken);
        var entry = DatasetEntry.From(record);
        if (isPacked)
            unpacker.Start(entry);
        else
            measurer.Start(entry);
        return entry.View;
    }

    public async Task<Outcome<DatasetView>> JoinFromFolderAsync(IReadOnlyList<string> paths, Actor actor, CancellationToken cancellationToken)
    {
        string[] ordered = [.. paths.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (ordered.Length == 1)
            return await AddFromFolderAsync(ordered[0], actor, cancellationToken);
        if (ordered.Length > DatasetFiles.Most)
            return Outcome.Refused($"At most {DatasetFiles.Most} files become one dataset, and these are {ordered.Length}. Choose fewer, or join them before.");

        var files = new List<(string, long, DateTimeOffset?)>();
        foreach (var path in ordered)
        {
            if (folder.Find(path) is not { } file)
                return Outcome.Refused($"There is no file “{path}” in the master's folder for datasets. Choose files of the list.");
            files.Add((path, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)));
        }

        var laid = DatasetFiles.LayOut(files);
        var record = NewRecord(DatasetFiles.NameOf(ordered), DatasetSource.FolderCopy, DatasetState.Unpacking, DatasetFiles.LengthOf(laid), actor);
        record.Files = DatasetFiles.Write(laid);
        if (await store.AdmitAsync(record, cancellationToken) is { } refusal)
            return Outcome.Refused(refusal.Sentence);
        var entry = DatasetEntry.From(record);
        unpacker.Start(entry);
        return entry.View;
    }

    public async Task<Outcome<DatasetView>> AddFromUrlAsync(string url, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            var source = await sources.ProbeAsync(url, cancellationToken);
            var name = TusHeaders.Tidy(Uri.UnescapeDataString(source.Url.AbsolutePath.TrimEnd('/')));
            var record = NewRecord(name == "unnamed" ? source.Url.Host : name, DatasetSource.Url, DatasetState.Ready, source.Length, actor);
            (record.Url, record.Validator, record.Received) = (source.Url.AbsoluteUri, source.Validator, source.Length);
            await store.AddAsync(record, cancellationToken);
            return DatasetEntry.From(record).View;
        }
        catch (SourceException fault)
        {
            return Outcome.Refused(fault.Message);
        }
    }

    public async Task<Outcome> DeleteAsync(DatasetId id, Actor actor, CancellationToken cancellationToken)
    {
        if (book.Find(id)?.View is not { } view)
            return Outcome.Refused(DatasetSentences.Missing);
        if (view.OwnerId != actor.MemberId && !actor.IsHost)
            return Outcome.Refused($"“{view.Name}” belongs to {view.OwnerName}. Ask them, or the host, to delete it.");

        // Asked before anything is stopped, and once more where no job can come in between.
        if (await store.WhoNeedsAsync(id, cancellationToken) is { } needed)
            return Outcome.Refused(needed);
        await uploads.EndAsync(id, cancellationToken);
        await work.CancelAsync(id);
        try
        {
            var outcome = await store.RemoveAsync(id, cancellationToken);
            if (outcome.Ok)
                log.DatasetDeleted(id, actor.Name);
            return outcome;
        }
        finally
        {
            uploads.Forget(id);
        }
    }

    private static bool IsPacked(FileInfo file)
    {
        using var handle = File.OpenHandle(file.FullName);
        Span<byte> head = stackalloc byte[PackingDetector.HeadBytes];
        return PackingDetector.Detect(head[..RandomAccess.Read(handle, head, 0)]) != Packing.None;
    }

    private DatasetRecord NewRecord(string name, DatasetSource source, DatasetState state, long length, Actor actor) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        Source = source,
        State = state,
        Length = length,
        OwnerId = actor.MemberId,
        OwnerName = actor.Name,
        CreatedAt = time.GetUtcNow(),
    };
}
