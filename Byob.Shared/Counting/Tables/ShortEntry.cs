using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Byob.Shared.Counting.Tables;

/// <summary>A short word and how often it came: 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct ShortEntry
{
    public ulong First;
    public ulong Second;
    public long Count;

    public readonly Vector128<byte> Word => Vector128.Create(First, Second).AsByte();
}
