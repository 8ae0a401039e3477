using System.IO.MemoryMappedFiles;
using System.Runtime.Intrinsics.X86;

namespace Byob.Shared.Merging;

/// <summary>The lines of a file, found by where they begin. The file's pages stay the system's: none of them are memory of this process.</summary>
internal sealed unsafe class MappedLines : IDisposable
{
    /// <summary>Lines that are copied together.</summary>
    public const int Piece = 1 << 15;

    private const int Ahead = 16;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly long _length;

    public MappedLines(string path)
    {
        // It may still be open where it was written.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public void Copy(ReadOnlySpan<long> starts, LineBuffer buffer)
    {
        buffer.Clear();
        for (var at = 0; at < starts.Length; at++)
        {
            if (at + Ahead < starts.Length && Sse.IsSupported)
                Sse.Prefetch0(_start + starts[at + Ahead]);
            buffer.AddLine(new ReadOnlySpan<byte>(_start + starts[at], (int)Math.Min(int.MaxValue, _length - starts[at])));
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
