using System.Net;

namespace Byob.Web.Tests.Datasets;

/// <summary>A body that sends a first part, tells so, and keeps the rest back until it is let go or cut off.</summary>
public sealed class HeldContent(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> rest) : HttpContent
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _go.TrySetResult();

    /// <summary>Breaks the connection in the middle of the body.</summary>
    public void Cut() => _go.TrySetException(new IOException("cut"));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        await _go.Task.WaitAsync(DatasetsHost.Patience);
        await stream.WriteAsync(rest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + rest.Length;
        return true;
    }
}
