using System.Buffers;
using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>Writes sample texts in the background, hashing them as they grow.</summary>
internal sealed class SampleMaker(DatasetStore store, DatasetBook book, DatasetSpace space, DatasetWork work, TimeProvider time)
{
    private const int BlockBytes = 1 << 20;

    // How often free disk is asked for.
    private const int CheckEveryBytes = 64 << 20;

    /// <summary>Begins to write the sample of an admitted dataset.</summary>
    public void Start(DatasetEntry entry, int seed) => work.Start(entry.Id, token => MakeAsync(entry.Id, new SampleText(seed, entry.View.Length), token));

    private async Task MakeAsync(DatasetId id, SampleText text, CancellationToken cancellationToken)
    {
        using var file = new IncomingFile(store.IncomingPath(id), durable: 0);
        var refusal = Write(id, file, text, cancellationToken);
        if (refusal is null)
        {
            await store.KeepAsync(id, file.Sha256()!);
            return;
        }

        store.DeleteFile(file.Path);
        await store.BreakAsync(id, $"The sample could not be finished. {refusal.Sentence} Then delete this one and make it again.");
    }

    private DatasetRefusal? Write(DatasetId id, IncomingFile file, SampleText text, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            file.Open();
            for (int length; (length = text.Fill(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Append(block.AsSpan(0, length));
                book.Progress(id, file.Written);
                if (file.Written % CheckEveryBytes < length && space.RefuseToGoOn() is { } refusal)
                    return refusal;
            }

            file.Flush();
            file.Close(time.GetUtcNow());
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return DiskFaults.Explain(fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
