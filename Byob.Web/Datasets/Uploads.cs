using System.Collections.Concurrent;
using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>Takes uploads in, piece by piece: whatever arrives is kept, over broken connections, full disks and restarts.</summary>
internal sealed class Uploads(
    DatasetStore store,
    DatasetBook book,
    DatasetSpace space,
    DatasetArrival arrival,
    UploadReceiver receiver,
    IOptions<DatasetsOptions> options,
    TimeProvider time,
    ILogger<Uploads> log)
{
    /// <summary>Unfinished uploads that one member may have: each promises room to itself.</summary>
    public const int MostUnfinished = 50;

    // A thousand of them can be added up.
    private const long MostBytes = 1L << 50;

    private readonly ConcurrentDictionary<DatasetId, Upload> _uploads = new();

    /// <summary>Several files that become one dataset, sent one behind the other with a line end between.</summary>
    public Task<(DatasetId Id, DatasetRefusal? Refusal)> CreateAsync(IReadOnlyList<JoinedFile> files, Actor actor, CancellationToken cancellationToken)
    {
        if (files.Count is 0 or > DatasetFiles.Most)
            return Refuse($"From 1 to {DatasetFiles.Most} files become one dataset, and these are {files.Count}. Choose fewer, or join them before.");
        if (files.Any(file => file is null))
            return Refuse("One of the files is null. Give the name and the length in bytes of each.");
        if (files.FirstOrDefault(file => file.Length is < 0 or > MostBytes) is { } odd)
            return Refuse($"“{TusHeaders.Tidy(odd.Name ?? "")}” is announced with {odd.Length} bytes. Give the length of each file in bytes.");
        if (files.All(file => file.Length == 0))
            return Refuse("All of these files are empty: there is nothing in them to count. Choose files with text in them.");

        var laid = DatasetFiles.LayOut(files.Select(file => (TusHeaders.Tidy(file.Name ?? ""), file.Length, (DateTimeOffset?)null)));
        var name = DatasetFiles.NameOf([.. laid.Select(file => file.Name)]);
        return CreateAsync(name, DatasetFiles.LengthOf(laid), laid.Length == 1 ? [] : laid, actor, cancellationToken);

        static Task<(DatasetId, DatasetRefusal?)> Refuse(string sentence) =>
            Task.FromResult((DatasetId.New(), (DatasetRefusal?)new DatasetRefusal(StatusCodes.Status400BadRequest, sentence)));
    }

    public Task<(DatasetId Id, DatasetRefusal? Refusal)> CreateAsync(string name, long length, Actor actor, CancellationToken cancellationToken) =>
        CreateAsync(name, length, [], actor, cancellationToken);

    private async Task<(DatasetId Id, DatasetRefusal? Refusal)> CreateAsync(
        string name, long length, ImmutableArray<DatasetFile> files, Actor actor, CancellationToken cancellationToken)
    {
        var id = DatasetId.New();
        if (length <= 0)
            return (id, new DatasetRefusal(StatusCodes.Status400BadRequest, $"“{name}” is empty: there is nothing in it to count. Choose a file with text in it."));
        if (book.Entries().Count(entry => IsUnfinished(entry) && entry.View.OwnerId == actor.MemberId) >= MostUnfinished)
        {
            return (id, new DatasetRefusal(
                StatusCodes.Status409Conflict,
                $"You have {MostUnfinished} unfinished uploads. Finish or delete some of them on the page Datasets, then send this one."));
        }

        var record = new DatasetRecord
        {
            Id = id.Value,
            Name = name,
            Source = DatasetSource.Upload,
            State = DatasetState.Receiving,
            Length = length,
            OwnerId = actor.MemberId,
            OwnerName = actor.Name,
            CreatedAt = time.GetUtcNow(),
            Files = DatasetFiles.Write(files),
        };
        if (await store.AdmitAsync(record, cancellationToken) is { } refusal)
            return (id, refusal);
        log.UploadBegun(id, actor.Name, name, length);
        return (id, null);
    }

    /// <summary>The upload, if it is one that still has bytes to come.</summary>
    public Upload? Find(DatasetId id) =>
        book.Find(id) is { } entry && IsUnfinished(entry)
            ? _uploads.GetOrAdd(id, _ => new Upload(id, entry.View.Length, new IncomingFile(store.IncomingPath(id), entry.View.Received)))
            : null;

    /// <summary>Appends what the body brings. <paramref name="announced"/> is its length, when the client told it.</summary>
    public async Task<UploadAnswer> AppendAsync(Upload upload, long offset, Stream body, long? announced, CancellationToken aborted)
    {
        if (!upload.TryEnter())
            return Refuse(upload, StatusCodes.Status423Locked, "Another request is sending this upload just now. Wait until it ends, then ask for the offset.");
        try
        {
            if (Check(upload, offset, announced) is { } refused)
                return new UploadAnswer(upload.File.Written, refused);

            var refusal = await receiver.ReceiveAsync(upload, body, aborted);
            if (upload.File.Durable < upload.Length)
                return new UploadAnswer(upload.File.Written, refusal);

            // Whatever else befell the request: all bytes are here, and no client would send another request for them.
            await FinishAsync(upload);
            return new UploadAnswer(upload.Length, null);
        }
        finally
        {
            upload.Leave();
        }
    }

    /// <summary>Stops an upload, so that it can be removed: nobody writes to it until <see cref="Forget"/>.</summary>
    public Task EndAsync(DatasetId id, CancellationToken cancellationToken) =>
        Find(id) is { } upload ? upload.EnterToEndAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Drops what is kept in memory of an upload. One that goes on after all is made anew from its record.</summary>
    public void Forget(DatasetId id)
    {
        if (_uploads.TryRemove(id, out var upload))
            upload.Dispose();
    }

    /// <summary>Removes uploads that nobody has sent a byte of for too long.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Value.UnfinishedLifetime;
        foreach (var entry in book.Entries().Where(entry => IsUnfinished(entry) && entry.View.CreatedAt < oldest))
        {
            if (File.GetLastWriteTimeUtc(store.IncomingPath(entry.Id)) >= oldest.UtcDateTime || Find(entry.Id) is not { } upload || !upload.TryEnter())
                continue;
            await store.RemoveAsync(entry.Id, cancellationToken);
            Forget(entry.Id);
            log.UploadExpired(entry.Id, options.Value.UnfinishedLifetime);
        }
    }

    private static bool IsUnfinished(DatasetEntry entry) => entry.View is { Source: DatasetSource.Upload, State: DatasetState.Receiving };

    private static UploadAnswer Refuse(Upload upload, int status, string sentence) => new(upload.File.Written, new DatasetRefusal(status, sentence));

    private DatasetRefusal? Check(Upload upload, long offset, long? announced)
    {
        if (Find(upload.Id) != upload)
            return new DatasetRefusal(StatusCodes.Status410Gone, "This upload has ended.");
        if (offset != upload.File.Written)
        {
            return new DatasetRefusal(
                StatusCodes.Status409Conflict,
                $"The master has {upload.File.Written} bytes of this upload, not {offset}. Go on from there.");
        }

        return announced > upload.Length - offset ? UploadReceiver.TooMuch(upload) : space.RefuseToGoOn();
    }

    private async Task FinishAsync(Upload upload)
    {
        await arrival.FinishAsync(upload.Id, upload.File.Sha256());
        Forget(upload.Id);
    }
}
