using System.Buffers;

namespace Byob.Web.Datasets;

/// <summary>Brings the body of one request to the end of an upload's file, and keeps what came however the request ends.</summary>
internal sealed class UploadReceiver(
    DatasetStore store, DatasetBook book, DatasetSpace space, IHostApplicationLifetime host, TimeProvider time, ILogger<UploadReceiver> log)
{
    /// <summary>After so many bytes, what has come is made durable and recorded, while more comes in.</summary>
    public const int CheckpointBytes = 16 << 20;

    /// <summary>At most this much has to be sent again after a power cut: a disk that is slower than the network is waited for.</summary>
    public const int MostAtRiskBytes = 256 << 20;

    /// <summary>
    /// A sender that is silent for so long is gone, though nobody said so: a sleeping machine, a lost network. Until its request ends, the sender
    /// that comes back finds its own upload locked.
    /// </summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private const int BlockBytes = 256 * 1024;

    public static DatasetRefusal TooMuch(Upload upload) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"This upload was announced with {upload.Length} bytes, and more were sent. If the file has grown, send it as a new upload.");

    /// <summary>Answers why the request ended before its body did; null when it did not. The caller has the turn to write.</summary>
    public async Task<DatasetRefusal?> ReceiveAsync(Upload upload, Stream body, CancellationToken aborted)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, upload.Ending, host.ApplicationStopping, silence.Token);
        var file = upload.File;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var checkpoint = Task.CompletedTask;
        var checkpointAt = file.Written + CheckpointBytes;
        DatasetRefusal? refusal = null;
        try
        {
            file.Open();
            while (refusal is null && file.Written < upload.Length)
            {
                int read;
                (read, refusal) = await ReadAsync(upload, body, block, silence, stop.Token);
                if (read == 0)
                    break;
                if (read > upload.Length - file.Written)
                    return TooMuch(upload);

                file.Append(block.AsSpan(0, read));
                book.Progress(upload.Id, file.Written);
                if (file.Written < checkpointAt)
                    continue;

                if (file.Written - file.Durable >= MostAtRiskBytes)
                    await checkpoint.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!checkpoint.IsCompleted)
                    continue;
                if (!checkpoint.IsCompletedSuccessfully)
                    break;
                checkpointAt = file.Written + CheckpointBytes;
                checkpoint = Task.Run(() => CheckpointAsync(upload), CancellationToken.None);
                refusal ??= space.RefuseToGoOn();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            refusal = Explain(upload, fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            refusal = await CloseAsync(upload, checkpoint) ?? refusal;
            log.UploadReceived(upload.Id, file.Written, upload.Length);
        }

        return refusal;
    }

    /// <summary>Reads what is there. A body that breaks off is no fault of ours: what came before it is kept.</summary>
    private async Task<(int Read, DatasetRefusal? Refusal)> ReadAsync(Upload upload, Stream body, byte[] block, CancellationTokenSource silence, CancellationToken stop)
    {
        try
        {
            silence.CancelAfter(LongestSilence);
            var read = await body.ReadAsync(block.AsMemory(0, BlockBytes), stop);
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return (read, null);
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
    private async Task<DatasetRefusal?> CloseAsync(Upload upload, Task checkpoint)
    {
        try
        {
            await checkpoint;
            await CheckpointAsync(upload);
            upload.File.Close(time.GetUtcNow());
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            upload.File.FallBack();
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
}
