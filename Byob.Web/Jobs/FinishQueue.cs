using System.Threading.Channels;
using Byob.Shared.Chunks;

namespace Byob.Web.Jobs;

/// <summary>Jobs whose every byte is counted, waiting for their merge.</summary>
public sealed class FinishQueue
{
    private readonly Channel<JobId> _jobs = Channel.CreateUnbounded<JobId>();

    public void Add(JobId job) => _jobs.Writer.TryWrite(job);

    public IAsyncEnumerable<JobId> TakeAllAsync(CancellationToken cancellationToken) => _jobs.Reader.ReadAllAsync(cancellationToken);
}
