namespace Byob.Web.Results;

/// <summary>Keeps what is written into a folder from filling its disk, so that the database always has room. Safe for several threads.</summary>
internal sealed class DiskGuard(string folder, long keepFree)
{
    /// <summary>How many bytes are written between two looks at the disk.</summary>
    private const long Stride = 8 << 20;

    private long _untilLook;

    /// <summary>Asks for room for so many bytes.</summary>
    /// <exception cref="IOException">There is none; the sentence says what to do.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _untilLook, -bytes) < 0)
            Look();
    }

    private void Look()
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free - Stride < keepFree)
        {
            throw new IOException(
                $"The master's disk has {free >> 20} MiB free and keeps {keepFree >> 20} MiB of that ({ResultsOptions.Section}:{nameof(ResultsOptions.KeepFreeBytes)}). Delete datasets or results that are no longer needed.");
        }

        Volatile.Write(ref _untilLook, Stride);
    }
}
