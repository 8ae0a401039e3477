using System.Buffers;
using System.IO.Pipelines;

namespace Byob.Web.Results;

/// <summary>Turns a stored TSV into another form while it is sent: line by line, with memory for a piece of the file.</summary>
internal static class LineReshaper
{
    private const int BufferBytes = 128 << 10;

    public static async Task CopyAsync(string tsv, LineShape shape, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(tsv, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            output.Write(shape.Header);
            var atLineStart = true;
            int length;
            while ((length = await file.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken)) > 0)
            {
                atLineStart = Reshape(buffer.AsSpan(0, length), atLineStart, shape, output);
                var flushed = await output.FlushAsync(cancellationToken);
                if (flushed.IsCompleted || flushed.IsCanceled)
                    return;
            }

            await output.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies a piece, cut anywhere: only its tabs and line feeds are replaced. Returns whether the next piece begins a line.</summary>
    private static bool Reshape(ReadOnlySpan<byte> piece, bool atLineStart, LineShape shape, PipeWriter output)
    {
        while (!piece.IsEmpty)
        {
            if (atLineStart)
                output.Write(shape.BeforeWord);
            var stop = piece.IndexOfAny((byte)'\t', (byte)'\n');
            output.Write(stop < 0 ? piece : piece[..stop]);
            if (stop < 0)
                return false;

            atLineStart = piece[stop] == '\n';
            output.Write(atLineStart ? shape.AfterCount : shape.BetweenWordAndCount);
            piece = piece[(stop + 1)..];
        }

        return atLineStart;
    }
}
