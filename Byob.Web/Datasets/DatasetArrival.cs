using Byob.Shared.Chunks;
using Byob.Web.Storage;

namespace Byob.Web.Datasets;

/// <summary>Decides what becomes of an upload whose last byte is here: it is kept as it is, measured first, or unpacked.</summary>
internal sealed class DatasetArrival(DatasetStore store, DatasetBook book, DatasetMeasurer measurer, DatasetUnpacker unpacker)
{
    /// <param name="sha256">Of what arrived; null when it is not known without reading it.</param>
    public async Task FinishAsync(DatasetId id, string? sha256)
    {
        if (book.Find(id) is not { } entry)
            return;
        var (problem, isPacked) = Look(entry);
        if (problem is not null)
        {
            await store.BreakAsync(id, problem);
            store.DeleteIncoming(id);
        }
        else if (isPacked)
        {
            await store.RecordAllHereAsync(id, DatasetState.Unpacking);
            if (book.Find(id) is { } packed)
                unpacker.Start(packed);
        }
        else if (sha256 is not null)
        {
            await store.KeepAsync(id, sha256);
        }
        else
        {
            await store.RecordAllHereAsync(id, DatasetState.Measuring);
            if (book.Find(id) is { } whole)
                measurer.Start(whole);
        }
    }

    private (string? Problem, bool IsPacked) Look(DatasetEntry entry)
    {
        try
        {
            return JoinProblem(entry) is { } problem ? (problem, false) : (null, unpacker.IsNeeded(entry));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ($"All bytes of “{entry.View.Name}” have arrived, but they cannot be read ({fault.Message.TrimEnd('.')}). Delete it, then send it again.", false);
        }
    }

    /// <summary>Whoever sends several files puts a line end between them. Words would join where one is missing, so it is looked for.</summary>
    private string? JoinProblem(DatasetEntry entry)
    {
        var files = entry.View.Files;
        if (files.Length < 2)
            return null;
        using var file = File.OpenHandle(store.IncomingPath(entry.Id));
        Span<byte> between = stackalloc byte[1];
        foreach (var part in files[..^1])
        {
            if (RandomAccess.Read(file, between, part.Offset + part.Length) != 1 || between[0] != DatasetFiles.Separator)
                return $"There is no line end behind “{part.Name}”: words would join where two files meet. Delete this dataset, then send the files with a line end (LF) between them.";
        }

        return null;
    }
}
