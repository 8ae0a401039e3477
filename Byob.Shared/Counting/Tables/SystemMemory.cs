using System.Runtime.InteropServices;

namespace Byob.Shared.Counting.Tables;

/// <summary>
/// Zeroed memory straight from the system: in huge pages where it has them, so that looks all over a large table find their pages, and given back at once,
/// which the collector does late.
/// </summary>
internal sealed unsafe partial class SystemMemory
{
    private const nuint HugePage = 2 << 20;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;
    private const int WantHugePages = 14;

    private readonly nuint _bytes;
    private nint _start;

    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public SystemMemory(nuint bytes)
    {
        _bytes = bytes;
        _start = OperatingSystem.IsLinux() ? Map(bytes) : Allocate(bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    ~SystemMemory() => Free();

    public void* Pointer => (void*)_start;

    /// <summary>Gives the memory back. Nobody may have a pointer into it any more.</summary>
    public void Free()
    {
        if (Interlocked.Exchange(ref _start, 0) is not (var start and not 0))
            return;
        GC.RemoveMemoryPressure((long)_bytes);
        if (OperatingSystem.IsLinux())
            _ = Unmap(start, _bytes);
        else
            NativeMemory.AlignedFree((void*)start);
    }

    /// <summary>What may lie in huge pages begins at one: the system is asked for one more, and gets the ends back.</summary>
    private static nint Map(nuint bytes)
    {
        var spare = bytes >= HugePage ? HugePage : 0;
        var start = Map(0, bytes + spare, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        if (start == -1)
            throw new InsufficientMemoryException($"The system has no {bytes} bytes of memory left.");
        if (spare == 0)
            return start;

        var before = (HugePage - ((nuint)start & (HugePage - 1))) & (HugePage - 1);
        var page = (nuint)Environment.SystemPageSize;
        var end = (before + bytes + page - 1) & ~(page - 1);
        if (before > 0)
            _ = Unmap(start, before);
        if (end < bytes + spare)
            _ = Unmap(start + (nint)end, bytes + spare - end);
        // A wish: without huge pages all works, only slower.
        _ = Advise(start + (nint)before, bytes, WantHugePages);
        return start + (nint)before;
    }

    private static nint Allocate(nuint bytes)
    {
        var start = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(start, bytes);
        return (nint)start;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
