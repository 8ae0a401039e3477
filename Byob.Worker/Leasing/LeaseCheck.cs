using Byob.Shared.Chunks;
using Byob.Shared.Counting;

namespace Byob.Worker.Leasing;

/// <summary>Says what is wrong with a lease before work is put into it.</summary>
internal static class LeaseCheck
{
    public static string? Fault(ChunkLease lease)
    {
        if (lease.Range.IsEmpty || lease.Range.Start < 0 || lease.Range.End > lease.DatasetLength)
            return $"The lease names the bytes {lease.Range} of a dataset of {lease.DatasetLength} bytes.";
        return lease.Options is not { MinLength: >= 1 and <= CountOptions.LongestMinLength }
            ? "The lease has count options that no job may have."
            : null;
    }
}
