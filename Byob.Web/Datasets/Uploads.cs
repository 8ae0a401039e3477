using System.Buffers;
using System.Collections.Concurrent;
using Byob.Shared.Chunks;
using Byob.Web.Party;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>Takes uploads in, piece by piece: whatever arrives is kept, over broken connections, full disks and restarts.</summary>
internal sealed class Uploads(
    DatasetStore store,
    DatasetBook book,
    DatasetSpace space,
    DatasetMeasurer measurer,
    IHostApplicationLifetime host,
    IOptions<DatasetsOptions> options,
    TimeProvider time,
    ILogger<Uploads> log)
{
    /// <summary>Unfinished uploads that one member may have: each promises room to itself.</summary>
    public const int MostUnfinished = 50;

    /// <summary>At most this much has to be sent again after a power cut.</summary>
    public const int CheckpointBytes = 16 << 20;

    private const int BlockBytes = 256 * 1024;

    private readonly ConcurrentDictionary<DatasetId, Upload> _uploads = new();

    public async Task<(DatasetId Id, DatasetRefusal? Refusal)> CreateAsync(string name, long length, Actor actor, CancellationToken cancellationToken)
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

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, upload.Ending, host.ApplicationStopping);
            var refusal = await ReceiveAsync(upload, body, stop.Token);
            if (upload.File.Written == upload.Length && refusal is null)
                await FinishAsync(upload);
            else
                log.UploadReceived(upload.Id, upload.File.Written, upload.Length);
            return new UploadAnswer(upload.File.Written, refusal);
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

        return announced > upload.Length - offset ? TooMuch(upload) : space.RefuseToGoOn();
    }

    private static DatasetRefusal TooMuch(Upload upload) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"This upload was announced with {upload.Length} bytes, and more were sent. If the file has grown, send it as a new upload.");

    private async Task<DatasetRefusal?> ReceiveAsync(Upload upload, Stream body, CancellationToken stop)
    {
        var file = upload.File;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        DatasetRefusal? refusal = null;
        try
        {
            file.Open();
            while (refusal is null && file.Written < upload.Length)
            {
                int read;
                (read, refusal) = await ReadAsync(upload, body, block, stop);
                if (read == 0)
                    break;
                if (read > upload.Length - file.Written)
                    return TooMuch(upload);

                file.Append(block.AsSpan(0, read));
                book.Progress(upload.Id, file.Written);
                if (file.Written - file.Durable >= CheckpointBytes)
                {
                    await CheckpointAsync(upload);
                    refusal ??= space.RefuseToGoOn();
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            refusal = Explain(upload, fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            refusal = await CloseAsync(upload) ?? refusal;
        }

        return refusal;
    }

    /// <summary>Reads what is there. A body that breaks off is no fault of ours: what came before it is kept.</summary>
    private async Task<(int Read, DatasetRefusal? Refusal)> ReadAsync(Upload upload, Stream body, byte[] block, CancellationToken stop)
    {
        try
        {
            return (await body.ReadAsync(block.AsMemory(0, BlockBytes), stop), null);
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException)
        {
            var refusal = cut switch
            {
                _ when upload.Ending.IsCancellationRequested => new DatasetRefusal(StatusCodes.Status410Gone, "This upload was deleted."),
                _ when host.ApplicationStopping.IsCancellationRequested => new DatasetRefusal(
                    StatusCodes.Status503ServiceUnavailable, "The master is being stopped. The upload goes on when it is back."),
                BadHttpRequestException bad => new DatasetRefusal(bad.StatusCode, "The connection was too slow or broke off. What has arrived is kept; go on from there."),
                _ => new DatasetRefusal(StatusCodes.Status408RequestTimeout, "The connection broke off. What has arrived is kept; go on from there."),
            };
            log.UploadStopped(upload.Id, refusal.Sentence);
            return (0, refusal);
        }
    }

    private async Task CheckpointAsync(Upload upload)
    {
        upload.File.Flush();
        await store.RecordReceivedAsync(upload.Id, upload.File.Durable);
    }

    /// <summary>Makes what came durable, whatever ended the request.</summary>
    private async Task<DatasetRefusal?> CloseAsync(Upload upload)
    {
        try
        {
            await CheckpointAsync(upload);
            upload.File.Close(time.GetUtcNow());
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Explain(upload, fault);
        }
        finally
        {
            book.Progress(upload.Id, upload.File.Written);
        }
    }

    private DatasetRefusal Explain(Upload upload, Exception fault)
    {
        log.UploadFaulted(fault, upload.Id, upload.File.Written);
        return DiskFaults.Explain(fault);
    }

    private async Task FinishAsync(Upload upload)
    {
        if (upload.File.Sha256() is { } sha256)
        {
            await store.KeepAsync(upload.Id, sha256);
        }
        else
        {
            await store.RecordMeasuringAsync(upload.Id);
            if (book.Find(upload.Id) is { } entry)
                measurer.Start(entry);
        }

        Forget(upload.Id);
    }
}
