using Byob.Shared.Chunks;
using Byob.Worker.Counting;

namespace Byob.Worker.Tests.Doubles;

/// <summary>Bytes of a text that come only as far as a test has let them.</summary>
internal sealed class SteppedSource(byte[] text) : IRangeSource
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _allowed;
    private bool _broken;

    /// <summary>The offset at which each read begins that has to wait for more.</summary>
    public Recorded<long> Starved { get; } = new();

    /// <summary>The offset at which each read ends.</summary>
    public Recorded<long> Served { get; } = new();

    /// <summary>Lets the bytes come up to an offset of the text.</summary>
    /// <param name="breaks">Whether the next read breaks off instead.</param>
    public void Allow(long offset, bool breaks = false)
    {
        lock (_lock)
        {
            _allowed = offset;
            _broken = breaks;
            _moved.SetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public ValueTask<Stream> OpenAsync(ChunkLease lease, ByteRange range, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new Bytes(this, range.Start));

    private sealed class Bytes(SteppedSource source, long start) : MemoryStream(source.Text, writable: false)
    {
        private long _at = start;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                Task moved;
                lock (source._lock)
                {
                    if (source._broken)
                    {
                        source._broken = false;
                        throw new IOException("Broken off.");
                    }

                    var taken = (int)Math.Min(buffer.Length, source._allowed - _at);
                    if (taken > 0)
                    {
                        source.Text.AsMemory((int)_at, taken).CopyTo(buffer);
                        _at += taken;
                        source.Served.Add(_at);
                        return taken;
                    }

                    moved = source._moved.Task;
                }

                source.Starved.Add(_at);
                await moved.WaitAsync(cancellationToken);
            }
        }
    }

    private byte[] Text => text;
}
