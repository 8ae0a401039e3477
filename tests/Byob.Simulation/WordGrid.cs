using Byob.Shared.Chunks;
using Byob.Web.Ledger;

namespace Byob.Simulation;

/// <summary>Words end at every seventh byte.</summary>
internal sealed class WordGrid(Func<JobId, long> lengthOf) : ICutAligner
{
    private const long Step = 7;

    public Cut Align(JobId job, long wanted) => new(Math.Min((wanted + Step - 1) / Step * Step, lengthOf(job)));
}
