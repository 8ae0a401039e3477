using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Finds where a chunk may end. The ledger asks; whoever holds the bytes answers.</summary>
public interface ICutAligner
{
    /// <summary>The smallest position at or after <paramref name="wanted"/> that lies between words, or the end of the dataset.</summary>
    Cut Align(JobId job, long wanted);
}

/// <param name="Position">Where to cut.</param>
/// <param name="Problem">Null, or a sentence that says why the bytes cannot be read; the job is parked with it.</param>
public readonly record struct Cut(long Position, string? Problem = null);
