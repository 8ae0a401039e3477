using Byob.Shared.Counting;
using Byob.Shared.Partials;

namespace Byob.Worker.Counting;

/// <summary>Sorted runs of a chunk's words on the disk. Each has the form of a partial, so what the disk gives back is checked.</summary>
internal sealed class SpilledRuns(ChunkWork work) : IDisposable
{
    /// <summary>Runs that are read side by side: each takes a file handle and about a third of a megabyte.</summary>
    public const int MostAtOnce = 32;

    private const int FileBufferBytes = 64 << 10;

    private readonly List<string> _paths = [];
    private int _written;

    public int Count => _paths.Count;

    public void Write(WordCounter counter) => Write(counter.WriteTo);

    /// <summary>Gives all words with their counts to <paramref name="sink"/>; in rounds when there are more runs than are read side by side.</summary>
    public void MergeTo(IWordSink sink)
    {
        while (_paths.Count > MostAtOnce)
        {
            // No more than are necessary, and the first ones: what was merged before comes last.
            var oldest = _paths[..Math.Min(MostAtOnce, _paths.Count - MostAtOnce + 1)];
            Write(joined => Merge(oldest, joined));
            foreach (var path in oldest)
                Delete(path);
        }

        Merge(_paths, sink);
    }

    public void Dispose()
    {
        foreach (var path in _paths.ToList())
            Delete(path);
    }

    private void Write(Action<IWordSink> words)
    {
        var path = PartialSpool.RunPath(work.PartialPath, _written++);
        _paths.Add(path);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        // The chunk may still be shrunk, so a run names the length that it had at first.
        using var writer = new PartialWriter(file, new PartialHeader(work.Lease.Options, work.Lease.Range.Length));
        words(writer);
        writer.Complete();
    }

    private void Merge(IReadOnlyList<string> paths, IWordSink sink)
    {
        var open = new List<IDisposable>();
        try
        {
            var readers = new List<PartialReader>();
            foreach (var path in paths)
            {
                var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBufferBytes, FileOptions.SequentialScan);
                open.Add(file);
                var reader = new PartialReader(file);
                open.Add(reader);
                readers.Add(reader);
            }

            PartialMerger.Merge(readers, sink, work.Dropped);
        }
        catch (PartialFormatException broken)
        {
            throw new IOException($"What was set aside on the disk came back broken: {broken.Message}", broken);
        }
        finally
        {
            foreach (var one in Enumerable.Reverse(open))
                one.Dispose();
        }
    }

    private void Delete(string path)
    {
        _paths.Remove(path);
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The spool is emptied at the next start; until then the file only takes room.
        }
    }
}
