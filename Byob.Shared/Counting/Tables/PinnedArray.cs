using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Byob.Shared.Counting.Tables;

/// <summary>Memory that stays where it is, begins at a cache line, and goes when it is freed or when nobody refers to it any more.</summary>
internal sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>As much comes from the system itself, less from the collector.</summary>
    private const int LargeBytes = 256 << 10;

    private readonly SystemMemory? _large;

    /// <summary>Holds the memory of a small array; only the pointer into it is used.</summary>
    private readonly byte[]? _small;

    public PinnedArray(int length)
    {
        Length = length;
        var bytes = (nuint)length * (nuint)sizeof(T);
        if (bytes >= LargeBytes)
        {
            _large = new SystemMemory(bytes);
            Pointer = (T*)_large.Pointer;
            return;
        }

        _small = GC.AllocateUninitializedArray<byte>((int)bytes + CacheLine, pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref _small[0]);
        Pointer = (T*)((start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        Clear();
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);

    public long MemoryBytes => (long)Length * sizeof(T);

    public void Clear() => NativeMemory.Clear(Pointer, (nuint)Length * (nuint)sizeof(T));

    /// <summary>Gives the memory back at once when it is much. The array is of no further use.</summary>
    public void Free() => _large?.Free();
}
