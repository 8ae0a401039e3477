using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Leasing;

/// <summary>The calls about leases, over one connection to the master.</summary>
internal interface IMasterLine
{
    Task<SubmissionReply> SubmitPartialAsync(LeaseToken token, string partialPath, CancellationToken cancellationToken);

    /// <summary>Says where a lease ends, after the master asked for a shrink.</summary>
    Task AnswerShrinkAsync(LeaseToken token, long end, CancellationToken cancellationToken);

    Task FailLeaseAsync(LeaseFailure failure, CancellationToken cancellationToken);
}
