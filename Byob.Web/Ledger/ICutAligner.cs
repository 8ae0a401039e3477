using Byob.Shared.Chunks;

namespace Byob.Web.Ledger;

/// <summary>Finds where a chunk may end. The ledger asks; whoever holds the bytes answers, at once: what has to be fetched first is waited for by asking again.</summary>
public interface ICutAligner
{
    /// <summary>The smallest position at or after <paramref name="wanted"/> that lies between words, or the end of the dataset.</summary>
    Cut Align(JobId job, long wanted);

    /// <summary>
    /// A place between words for a chunk from <paramref name="from"/> to about <paramref name="wanted"/>, always behind <paramref name="from"/>:
    /// where finding out takes long, one that is known already is as good.
    /// </summary>
    Cut AlignNear(JobId job, long from, long wanted) => Align(job, wanted);
}

/// <param name="Position">Where to cut.</param>
/// <param name="Problem">Null, or a sentence that says why the bytes cannot be read; the job is parked with it.</param>
/// <param name="Waits">Null, or a sentence that says what the answer waits for. It is being fetched: ask again.</param>
public readonly record struct Cut(long Position, string? Problem = null, string? Waits = null)
{
    /// <summary>Whether <see cref="Position"/> is a place to cut at.</summary>
    public bool IsKnown => Problem is null && Waits is null;
}
