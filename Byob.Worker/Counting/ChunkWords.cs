using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Worker.Counting;

/// <summary>
/// The words of one chunk while it is counted: in memory as far as its share goes, and beyond it in sorted runs on the disk. Its partial is the
/// same, byte for byte, wherever they were.
/// </summary>
/// <param name="memoryBytes">Share of memory for the words.</param>
internal sealed class ChunkWords(WordCounter counter, ChunkWork work, long memoryBytes) : IDisposable
{
    private const int FileBufferBytes = 256 << 10;

    private readonly SpilledRuns _runs = new(work);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!counter.HasRoomFor(bytes.Length))
            SetAside();
        counter.Append(bytes);
        if (counter.WordBytes >= memoryBytes)
            SetAside();
    }

    /// <summary>The chunk is over: writes its partial.</summary>
    public void WritePartial()
    {
        counter.Complete();
        if (_runs.Count > 0)
            _runs.Write(counter);

        using var file = new FileStream(work.PartialPath, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        using var writer = new PartialWriter(file, new PartialHeader(work.Lease.Options, work.Range.Length));
        if (_runs.Count > 0)
            _runs.MergeTo(writer);
        else
            counter.WriteTo(writer);
        writer.Complete();
    }

    public void Dispose() => _runs.Dispose();

    private void SetAside()
    {
        if (counter.DistinctWords == 0)
            return;
        _runs.Write(counter);
        counter.ForgetWords();
    }
}
