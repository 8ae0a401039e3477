using System.Diagnostics.CodeAnalysis;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Microsoft.Win32.SafeHandles;

namespace Byob.Web.Datasets;

/// <summary>Opens ready datasets, and notices when their file is no longer what was measured.</summary>
internal sealed class DatasetBytes(DatasetBook book, DatasetStore store, DatasetFolder folder, DatasetWork work) : IDatasetBytes
{
    public SafeFileHandle Open(DatasetId id) =>
        TryOpen(id, out var handle, out _, out var refusal) ? handle : throw new FileNotFoundException(refusal.Sentence);

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
