using System.Buffers;
using Byob.Shared.Chunks;
using Byob.Worker.Connection;
using Microsoft.Extensions.Logging;

namespace Byob.Worker.Counting;

/// <summary>Reads a chunk's bytes into pieces ahead of its counter, and goes on from where it was when a read breaks off.</summary>
/// <param name="online">Whether the master is there. While it is away, reads that fail are tried again for as long as it takes.</param>
internal sealed partial class ChunkReader(IRangeSource source, Func<bool> online, TimeProvider time, ILogger<ChunkReader> logger)
{
    private const int PieceBytes = 256 << 10;

    /// <summary>How often a read may fail without a byte between, before the chunk is given up.</summary>
    private const int MostTries = 5;

    /// <summary>How long a source may stay silent.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    /// <summary>Reads the whole chunk, or opens it for the counter when its bytes are at hand; the work's pieces are complete afterwards, with the fault if there was one.</summary>
    /// <exception cref="RangeReadException">The bytes cannot be had.</exception>
    public async Task ReadAsync(ChunkWork work)
    {
        try
        {
            await ReadWithPatienceAsync(work);
            work.Pieces.Writer.Complete();
        }
        catch (Exception e)
        {
            work.Pieces.Writer.Complete(e);
            throw;
        }
    }

    private async Task ReadWithPatienceAsync(ChunkWork work)
    {
        var backOff = new BackOff(s_firstWait, s_longestWait, Random.Shared);
        var tries = 0;
        while (work.Range is var range && work.BytesRead < range.Length)
        {
            var before = work.BytesRead;
            try
            {
                if ((work.Direct = (source as IDirectRangeSource)?.OpenDirect(work.Lease)) is not null)
                    return;
                await ReadOnAsync(work, range);
            }
            catch (Exception e) when (AsReadFault(e, work.Dropped) is { } fault)
            {
                work.Unclaim();
                if (work.BytesRead > before)
                {
                    tries = 0;
                    backOff.Reset();
                }

                if (online())
                    tries++;
                if (!fault.IsTransient || tries >= MostTries)
                    throw fault;
                ReadBrokeOff(range, work.BytesRead, fault.Message);
                await Task.Delay(backOff.Next(), time, work.Dropped);
            }
        }
    }

    /// <summary>Reads from where the work is, in one go, to the end of <paramref name="range"/> or to where the work was shrunk to meanwhile.</summary>
    private async Task ReadOnAsync(ChunkWork work, ByteRange range)
    {
        using var silence = new CancellationTokenSource(s_silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, work.Dropped);
        await using var stream = await source.OpenAsync(work.Lease, new ByteRange(range.Start + work.BytesRead, range.End), either.Token);
        while (work.Claim(PieceBytes) is > 0 and var wanted)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
            var got = 0;
            while (got < wanted)
            {
                // Each read anew: a slow link, or an owner's limit, may take long over a piece and is not silent.
                silence.CancelAfter(s_silence);
                var read = await stream.ReadAsync(buffer.AsMemory(got, wanted - got), either.Token);
                if (read == 0)
                    throw new RangeReadException($"The bytes ended {range.Length - work.BytesRead - got} too early.", isTransient: true);
                got += read;
            }

            // The counter may take its time: that is no silence of the source.
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            await work.Pieces.Writer.WriteAsync(new Piece(buffer, got), work.Dropped);
            work.AddRead(got);
        }
    }

    /// <summary>Null for what is no fault of reading: the work was dropped, or there is an error in the program.</summary>
    private static RangeReadException? AsReadFault(Exception e, CancellationToken dropped) => e switch
    {
        _ when dropped.IsCancellationRequested => null,
        RangeReadException fault => fault,
        OperationCanceledException => new RangeReadException($"No byte came for {s_silence.TotalSeconds:0} seconds.", isTransient: true, e),
        IOException or HttpRequestException => new RangeReadException($"The bytes broke off: {e.Message}", isTransient: true, e),
        _ => null,
    };

    [LoggerMessage(7101, LogLevel.Information, "Reading {Range} broke off after {BytesRead} bytes and goes on: {Fault}")]
    private partial void ReadBrokeOff(ByteRange range, long bytesRead, string fault);
}
