using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>
/// Reads a little here and there of a dataset that lies on the web, for cutting it between words, and keeps the last places: the same cut is often asked for again.
/// </summary>
internal sealed class SourceReader(DatasetEntry entry, DatasetSources sources) : IDatasetReader
{
    private const int PlacesKept = 16;

    /// <summary>Whoever cuts waits for it, and all workers with them: a source that is slower is as good as gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<(long Offset, byte[] Bytes)> _places = new();

    public long Length => entry.View.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        if (offset >= Length || buffer.IsEmpty)
            return 0;
        var wanted = (int)Math.Min(buffer.Length, Length - offset);
        var bytes = Find(offset, wanted) ?? Fetch(new ByteRange(offset, offset + wanted));
        bytes.AsSpan(0, wanted).CopyTo(buffer);
        return wanted;
    }

    public void Dispose()
    {
        lock (_lock)
            _places.Clear();
    }

    private byte[]? Find(long offset, int wanted)
    {
        lock (_lock)
            return _places.FirstOrDefault(place => place.Offset == offset && place.Bytes.Length >= wanted).Bytes;
    }

    // On another thread, so that the wait cannot be for a thread that waits for this one.
    private byte[] Fetch(ByteRange range)
    {
        var bytes = Task.Run(() => FetchAsync(range)).GetAwaiter().GetResult();
        lock (_lock)
        {
            _places.Enqueue((range.Start, bytes));
            if (_places.Count > PlacesKept)
                _places.Dequeue();
        }

        return bytes;
    }

    private async Task<byte[]> FetchAsync(ByteRange range)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await using var stream = await sources.OpenAsync(entry, range, patience.Token);
            var bytes = new byte[range.Length];
            await stream.ReadExactlyAsync(bytes, patience.Token);
            return bytes;
        }
        catch (OperationCanceledException fault)
        {
            throw new IOException($"its source did not answer for {Patience.TotalSeconds:0} seconds.", fault);
        }
    }
}
