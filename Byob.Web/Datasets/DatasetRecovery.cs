using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Datasets;

/// <summary>Puts the datasets in order at the start of the master: loads the records, mends what a stop or a crash left half done, sweeps the rest.</summary>
internal sealed class DatasetRecovery(
    PartyStore party,
    DatasetBook book,
    DatasetStore store,
    DatasetMeasurer measurer,
    DatasetUnpacker unpacker,
    DatasetArrival arrival,
    DataFolder folder,
    ILogger<DatasetRecovery> log)
{
    public const string HalfMadeSample = "The master stopped while this sample was being made. Delete it, then make it again.";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using (var context = await party.ReadAsync(cancellationToken))
        {
            var records = await context.Datasets.AsNoTracking().ToListAsync(cancellationToken);
            book.Load(records.Select(DatasetEntry.From));
        }

        foreach (var entry in book.Entries())
            await MendAsync(entry);
        Sweep();
        log.Loaded(book.All.Length, book.All.Count(view => view.State == DatasetState.Receiving));
    }

    private async Task MendAsync(DatasetEntry entry)
    {
        switch (entry.View)
        {
            case { Source: DatasetSource.Sample, State: not (DatasetState.Ready or DatasetState.Broken) }:
                await store.BreakAsync(entry.Id, HalfMadeSample);
                break;
            case { State: DatasetState.Measuring }:
                measurer.Start(entry);
                break;
            case { State: DatasetState.Unpacking }:
                store.DeleteFile(store.TextPath(entry.Id));
                book.Replace(entry with { View = entry.View with { Received = 0 } });
                unpacker.Start(entry);
                break;
            case { State: DatasetState.Receiving }:
                await MendUploadAsync(entry);
                break;
            case { State: DatasetState.Ready, Source: not (DatasetSource.Folder or DatasetSource.Url) }:
                await MendStoredAsync(entry);
                break;
        }
    }

    /// <summary>The file may hold more than was recorded, which is cut off when the upload goes on; with less, the upload goes on from there.</summary>
    private async Task MendUploadAsync(DatasetEntry entry)
    {
        var file = new FileInfo(store.IncomingPath(entry.Id));
        var length = file.Exists ? file.Length : 0;
        if (length < entry.View.Received)
        {
            await store.RecordReceivedAsync(entry.Id, length);
            book.Replace(entry with { View = entry.View with { Received = length } });
        }
        else if (entry.View.Received == entry.View.Length)
        {
            await arrival.FinishAsync(entry.Id, sha256: null);
        }
    }

    private async Task MendStoredAsync(DatasetEntry entry)
    {
        var sha256 = entry.View.Sha256!;
        var incoming = store.FinishedFile(entry.Id);
        if (!File.Exists(store.StoredPath(sha256)) && incoming.Exists && incoming.Length == entry.View.Length)
            store.PutInPlace(entry.Id, sha256);

        var stored = new FileInfo(store.StoredPath(sha256));
        if (!stored.Exists || stored.Length != entry.View.Length)
            await store.BreakAsync(entry.Id, DatasetSentences.Changed(entry.View.Name));
    }

    private void Sweep()
    {
        var entries = book.Entries().Where(entry => entry.IsStoredHere).ToList();
        var incoming = entries.Where(entry => entry.View.State != DatasetState.Ready).Select(entry => entry.Id.ToString()).ToHashSet(StringComparer.Ordinal);
        var stored = entries.Select(entry => entry.View.Sha256).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Sweep(folder.Uploads, name => IsIncoming(name, out var id) && !incoming.Contains(id));
        Sweep(folder.Datasets, name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && !stored.Contains(name));
    }

    private static bool IsIncoming(string name, out string id)
    {
        id = name.EndsWith(DatasetStore.TextEnding, StringComparison.Ordinal) ? name[..^DatasetStore.TextEnding.Length] : name;
        return Guid.TryParseExact(id, "D", out _);
    }

    private void Sweep(string place, Func<string, bool> isLeftover)
    {
        foreach (var file in Directory.EnumerateFiles(place).Where(file => isLeftover(Path.GetFileName(file))))
        {
            store.DeleteFile(file);
            log.LeftoverSwept(file);
        }
    }
}
