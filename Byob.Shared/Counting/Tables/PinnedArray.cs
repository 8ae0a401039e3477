using System.Runtime.CompilerServices;

namespace Byob.Shared.Counting.Tables;

/// <summary>Memory that stays where it is, begins at a cache line, and goes when nobody refers to it any more.</summary>
internal sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>Holds the memory; only the pointer into it is used.</summary>
    private readonly byte[] _memory;

    public PinnedArray(int length)
    {
        Length = length;
        _memory = GC.AllocateUninitializedArray<byte>(checked((length * sizeof(T)) + CacheLine), pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        Pointer = (T*)((start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        Clear();
    }

    public int Length { get; }

    public T* Pointer { get; }

    public long MemoryBytes => _memory.Length;

    public void Clear() => new Span<byte>(Pointer, Length * sizeof(T)).Clear();
}
