namespace Byob.Shared.Merging;

/// <summary>Makes pieces of an output in parallel and hands them on in order. No more pieces are held than there are threads.</summary>
internal static class OrderedPieces
{
    /// <param name="make">Makes a piece into a buffer; called for several at once.</param>
    /// <param name="hand">Takes a piece when all before it were taken; called for one at a time.</param>
    public static void Run<T>(int pieces, int threads, Func<T> buffer, Action<int, T> make, Action<int, T> hand, CancellationToken cancellationToken)
    {
        var gate = new object();
        var taken = -1;
        var turn = 0;
        var broken = false;
        Threads.Run(threads, () =>
        {
            var held = buffer();
            try
            {
                while (Interlocked.Increment(ref taken) is var piece && piece < pieces)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    make(piece, held);
                    lock (gate)
                    {
                        while (turn != piece && !broken)
                            Monitor.Wait(gate);
                        if (broken)
                            return;
                    }

                    hand(piece, held);
                    lock (gate)
                    {
                        turn++;
                        Monitor.PulseAll(gate);
                    }
                }
            }
            catch
            {
                lock (gate)
                {
                    broken = true;
                    Monitor.PulseAll(gate);
                }

                throw;
            }
        });
    }
}
