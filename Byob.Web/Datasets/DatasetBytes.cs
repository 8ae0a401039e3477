using System.Diagnostics.CodeAnalysis;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Opens ready datasets, and notices when their file is no longer what was measured.</summary>
internal sealed class DatasetBytes(DatasetBook book, DatasetStore store, DatasetFolder folder, DatasetSources sources, DatasetWork work) : IDatasetBytes
{
    public SafeFileHandle Open(DatasetId id) =>
        TryOpen(id, out var handle, out _, out var refusal) ? handle : throw new FileNotFoundException(refusal.Sentence);

    public bool IsAtHand(DatasetId id) => sources.Find(id) is null;

    public WebText? FindOnWeb(DatasetId id)
    {
        if (sources.Find(id) is not { } entry)
            return null;
        return sources.Problem(entry) is { } problem ? throw new FileNotFoundException(problem) : new WebText(DatasetSources.SourceOf(entry).Url.Host, entry.View.Length);
    }

    public async ValueTask<Stream> OpenStreamAsync(DatasetId id, ByteRange range, CancellationToken cancellationToken) => sources.Find(id) is { } entry
        ? await sources.OpenAsync(entry, range, cancellationToken)
        : new FileStream(Open(id), FileAccess.Read, bufferSize: 0) { Position = range.Start };

    public bool TryOpen(
        DatasetId id,
        [NotNullWhen(true)] out SafeFileHandle? handle,
        [NotNullWhen(true)] out DatasetView? dataset,
        [NotNullWhen(false)] out DatasetRefusal? refusal)
    {
        (handle, dataset, refusal) = (null, null, null);
        if (book.Find(id) is not { } entry)
        {
            refusal = new DatasetRefusal(StatusCodes.Status404NotFound, DatasetSentences.Missing);
            return false;
        }

        dataset = entry.View;
        if (dataset.State != DatasetState.Ready)
        {
            refusal = Conflict(dataset.State == DatasetState.Broken
                ? dataset.Problem ?? DatasetSentences.Changed(dataset.Name)
                : DatasetSentences.NotReady(dataset.Name));
            return false;
        }

        if (dataset.Source == DatasetSource.Url)
        {
            refusal = Conflict($"“{dataset.Name}” lies on the web, and not in a file of the master.");
            return false;
        }

        handle = OpenAsMeasured(entry);
        if (handle is not null)
            return true;

        var sentence = DatasetSentences.Changed(dataset.Name);
        work.Start(id, _ => store.BreakAsync(id, sentence));
        refusal = Conflict(sentence);
        return false;
    }

    private static DatasetRefusal Conflict(string sentence) => new(StatusCodes.Status409Conflict, sentence);

    private SafeFileHandle? OpenAsMeasured(DatasetEntry entry)
    {
        var path = entry.View.Source == DatasetSource.Folder ? folder.Find(entry.FolderPath!)?.FullName : store.StoredPath(entry.View.Sha256!);
        if (path is null || !File.Exists(path))
            return null;

        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        if (RandomAccess.GetLength(handle) == entry.View.Length
            && (entry.FolderFileTime is not { } time || File.GetLastWriteTimeUtc(handle) == time.UtcDateTime))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }
}
