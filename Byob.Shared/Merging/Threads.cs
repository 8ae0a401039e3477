using System.Runtime.ExceptionServices;

namespace Byob.Shared.Merging;

/// <summary>Runs work on several threads, and throws what the first of them threw.</summary>
internal static class Threads
{
    /// <summary>The same work, as often as there are threads to be; each takes what the others left.</summary>
    public static void Run(int threads, Action work) => Each(threads, threads, _ => work());

    public static void Each(int items, int threads, Action<int> work)
    {
        try
        {
            Parallel.For(0, items, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }
}
