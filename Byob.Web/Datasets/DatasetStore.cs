using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Datasets;

/// <summary>Keeps the three faces of a dataset in step: its record, its file, and its entry in the book.</summary>
internal sealed class DatasetStore(PartyStore party, DatasetBook book, DatasetSpace space, DataFolder folder, ILogger<DatasetStore> log) : IDisposable
{
    /// <summary>Behind the name of an incoming file: the text that it is unpacked to.</summary>
    public const string TextEnding = ".text";

    private static readonly JobState[] Unfinished = [JobState.Queued, JobState.Running, JobState.Paused, JobState.Finishing];

    // Two new datasets must not be promised the same room.
    private readonly SemaphoreSlim _admission = new(1, 1);

    // Putting a file in its place and deleting one with the same content must not meet. Taken before the party's writer, never after.
    private readonly SemaphoreSlim _files = new(1, 1);

    /// <summary>Where the bytes of a dataset lie until it is ready.</summary>
    public string IncomingPath(DatasetId id) => Path.Combine(folder.Uploads, id.ToString());

    /// <summary>Where the text of a packed dataset lies until it is ready, beside what arrived.</summary>
    public string TextPath(DatasetId id) => IncomingPath(id) + TextEnding;

    /// <summary>Where the bytes of ready datasets lie, by their SHA-256.</summary>
    public string StoredPath(string sha256) => Path.Combine(folder.Datasets, sha256);

    /// <summary>Takes in a new dataset that will be stored here, if there is room for it.</summary>
    public async Task<DatasetRefusal?> AdmitAsync(DatasetRecord record, CancellationToken cancellationToken)
    {
        await _admission.WaitAsync(cancellationToken);
        try
        {
            if (space.Refuse(record.Length) is { } refusal)
                return refusal;
            await AddAsync(record, cancellationToken);
            return null;
        }
        finally
        {
            _admission.Release();
        }
    }

    /// <summary>Takes in a new dataset that takes no room here.</summary>
    public async Task AddAsync(DatasetRecord record, CancellationToken cancellationToken)
    {
        await party.WriteAsync(
            context =>
            {
                context.Datasets.Add(record);
                return Task.CompletedTask;
            },
            cancellationToken);
        book.Add(DatasetEntry.From(record));
    }

    /// <summary>Records how many bytes are durable. The book has them already, as progress.</summary>
    public Task RecordReceivedAsync(DatasetId id, long durable) => WriteAsync(id, record => record.Received = durable);

    /// <summary>Lets the text of a packed dataset grow to so many bytes, if there is room for it.</summary>
    public async Task<DatasetRefusal?> GrowAsync(DatasetEntry entry, long bytes, long packedRead)
    {
        await _admission.WaitAsync();
        try
        {
            if (space.RefuseToGrow(entry, bytes, packedRead) is { } refusal)
                return refusal;
            book.Unpacked(entry.Id, bytes);
            return null;
        }
        finally
        {
            _admission.Release();
        }
    }

    /// <summary>All bytes are here, but there is work to do on them before the dataset is ready.</summary>
    public async Task RecordAllHereAsync(DatasetId id, DatasetState state)
    {
        var record = await WriteAsync(id, record =>
        {
            record.State = state;
            record.Received = record.Length;
        });
        if (record is not null)
            book.Replace(DatasetEntry.From(record) with { View = DatasetEntry.From(record).View with { Received = 0 } });
    }

    /// <summary>Gives the received file its name by content (or shares the one that is there), and calls the dataset ready.</summary>
    public Task KeepAsync(DatasetId id, string sha256) => KeepAsync(id, record => BecomeReady(record, sha256));

    /// <summary>The text is whole that was unpacked out of what arrived: from now on it is the dataset.</summary>
    public Task KeepTextAsync(DatasetId id, string sha256, string name, long length, ImmutableArray<DatasetFile> files) => KeepAsync(id, record =>
    {
        record.PackedLength = record.Length;
        (record.Name, record.Length, record.Files) = (name, length, DatasetFiles.Write(files));
        record.FolderFileTime = null;
        BecomeReady(record, sha256);
    });

    private async Task KeepAsync(DatasetId id, Action<DatasetRecord> become)
    {
        await _files.WaitAsync();
        try
        {
            // The record first: after a crash between the two, the next start finds the file under its old name and moves it.
            var record = await WriteAsync(id, become);
            if (record is null)
            {
                DeleteIncoming(id);
                return;
            }

            PutInPlace(id, record.Sha256!);
            book.Replace(DatasetEntry.From(record));
            log.DatasetReady(id, record.Length, record.Sha256!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await BreakAsync(id, $"All bytes have arrived, but the master could not put the file in its place ({fault.Message.TrimEnd('.')}). Delete it, then send it again.");
        }
        finally
        {
            _files.Release();
        }
    }

    /// <summary>Calls a dataset ready whose bytes stay where they are.</summary>
    public async Task KeepInPlaceAsync(DatasetId id, string sha256)
    {
        if (await WriteAsync(id, record => BecomeReady(record, sha256)) is not { } record)
            return;
        book.Replace(DatasetEntry.From(record));
        log.DatasetReady(id, record.Length, sha256);
    }

    /// <summary>The file that becomes the dataset: the unpacked text where there is one, else what was received.</summary>
    public FileInfo FinishedFile(DatasetId id)
    {
        var text = new FileInfo(TextPath(id));
        return text.Exists ? text : new FileInfo(IncomingPath(id));
    }

    /// <summary>
    /// Moves the finished file to its name by content; deletes it when that name is taken, since then the bytes are the same. What it was unpacked
    /// from is no longer needed.
    /// </summary>
    public void PutInPlace(DatasetId id, string sha256)
    {
        var stored = new FileInfo(StoredPath(sha256));
        var incoming = FinishedFile(id);
        if (stored.Exists && stored.Length == incoming.Length)
            incoming.Delete();
        else
            incoming.MoveTo(stored.FullName, overwrite: true);
        DeleteIncoming(id);
    }

    /// <summary>Deletes what was received and what was unpacked out of it.</summary>
    public void DeleteIncoming(DatasetId id)
    {
        DeleteFile(IncomingPath(id));
        DeleteFile(TextPath(id));
    }

    /// <summary>Calls a dataset unusable, and says why.</summary>
    public async Task BreakAsync(DatasetId id, string sentence)
    {
        var record = await WriteAsync(id, record =>
        {
            record.State = DatasetState.Broken;
            record.Problem = sentence;
        });
        if (record is null)
            return;
        book.Replace(DatasetEntry.From(record));
        log.DatasetBroken(id, sentence);
    }

    /// <summary>The sentence that forbids deleting a dataset while a job needs it; null when none does.</summary>
    public async Task<string?> WhoNeedsAsync(DatasetId id, CancellationToken cancellationToken)
    {
        await using var context = await party.ReadAsync(cancellationToken);
        return await WhoNeedsAsync(context, id, cancellationToken);
    }

    /// <summary>Deletes record, entry and file, if no job needs them; the file stays while another dataset shares it.</summary>
    public async Task<Outcome> RemoveAsync(DatasetId id, CancellationToken cancellationToken)
    {
        await _files.WaitAsync(cancellationToken);
        try
        {
            var (needed, orphan) = await party.WriteAsync(
                async context =>
                {
                    if (await WhoNeedsAsync(context, id, cancellationToken) is { } sentence)
                        return (sentence, null);
                    var record = await context.Datasets.FindAsync([id.Value], cancellationToken);
                    if (record is null)
                        return (null, null);
                    context.Datasets.Remove(record);
                    return ((string?)null, await OrphanAsync(context, record, cancellationToken));
                },
                cancellationToken);
            if (needed is not null)
                return Outcome.Refused(needed);

            book.Remove(id);
            DeleteIncoming(id);
            if (orphan is not null)
                DeleteFile(StoredPath(orphan));
            return Outcome.Done;
        }
        finally
        {
            _files.Release();
        }
    }

    /// <summary>Deletes a file if it is there. One that cannot be deleted is swept at the next start.</summary>
    public void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.FileStays(fault, path);
        }
    }

    public void Dispose()
    {
        _admission.Dispose();
        _files.Dispose();
    }

    private static void BecomeReady(DatasetRecord record, string sha256)
    {
        record.State = DatasetState.Ready;
        record.Sha256 = sha256;
        record.Received = record.Length;
    }

    /// <summary>The SHA-256 of the stored file that goes with the record; null when it has none, or shares it.</summary>
    private static async Task<string?> OrphanAsync(PartyDbContext context, DatasetRecord record, CancellationToken cancellationToken)
    {
        if (record.Sha256 is null || record.Source == DatasetSource.Folder)
            return null;
        var isShared = await context.Datasets.AnyAsync(
            other => other.Id != record.Id && other.Sha256 == record.Sha256 && other.Source != DatasetSource.Folder,
            cancellationToken);
        return isShared ? null : record.Sha256;
    }

    private static async Task<string?> WhoNeedsAsync(PartyDbContext context, DatasetId id, CancellationToken cancellationToken)
    {
        var jobs = await context.Jobs
            .Where(job => job.DatasetId == id.Value && Unfinished.Contains(job.State))
            .OrderBy(job => job.Number)
            .Select(job => job.Number)
            .ToListAsync(cancellationToken);
        return jobs.Count switch
        {
            0 => null,
            1 => $"Job {jobs[0]} counts this dataset. Wait until it is done, or cancel it; then the dataset can be deleted.",
            _ => $"Jobs {string.Join(", ", jobs)} count this dataset. Wait until they are done, or cancel them; then the dataset can be deleted.",
        };
    }

    /// <summary>Not cancelled by a caller that went away: what has happened to the bytes has happened.</summary>
    private Task<DatasetRecord?> WriteAsync(DatasetId id, Action<DatasetRecord> change) =>
        party.WriteAsync(async context =>
        {
            var record = await context.Datasets.FindAsync(id.Value);
            if (record is not null)
                change(record);
            return record;
        });
}
