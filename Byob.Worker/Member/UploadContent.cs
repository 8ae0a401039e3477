using System.Net;
using System.Net.Http.Headers;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>The body of one request of an upload: the bytes from an offset to the end, read while they are sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly UploadSource _source;
    private readonly long _offset;
    private readonly Action<long> _progress;

    public UploadContent(UploadSource source, long offset, Action<long> progress)
    {
        (_source, _offset, _progress) = (source, offset, progress);
        Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
    }

    /// <summary>What went wrong with the files themselves, rather than with the way to the master.</summary>
    public WorkerFaultException? Fault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await _source.CopyToAsync(stream, _offset, _progress, cancellationToken);
        }
        catch (WorkerFaultException e)
        {
            Fault = e;
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _source.Length - _offset;
        return true;
    }
}
