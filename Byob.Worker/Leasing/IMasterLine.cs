using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Worker.Leasing;

/// <summary>The calls about leases, over one connection to the master.</summary>
internal interface IMasterLine
{
    Task<SubmissionReply> SubmitPartialAsync(LeaseToken token, string partialPath, CancellationToken cancellationToken);

    Task FailLeaseAsync(LeaseFailure failure, CancellationToken cancellationToken);
}
