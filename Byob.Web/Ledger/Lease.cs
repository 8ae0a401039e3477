using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>A lease as the ledger holds it. Progress is soft: it is shown, never trusted.</summary>
/// <param name="FailedBy">Workers on which these bytes failed before.</param>
public sealed record Lease(
    LeaseToken Token,
    JobId Job,
    WorkerId Worker,
    ByteRange Range,
    int Attempt,
    DateTimeOffset GrantedAt,
    ImmutableArray<WorkerId> FailedBy)
{
    public LeaseStage Stage { get; private set; }

    /// <summary>Bytes that the worker says it has read, at most the range's length.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes that the worker says it has counted, at most the range's length.</summary>
    public long BytesCounted { get; private set; }

    /// <summary>Takes in what the worker says; nonsense is cut to what the range allows.</summary>
    public void Report(LeaseProgress progress)
    {
        Stage = progress.Stage;
        BytesRead = Math.Clamp(progress.BytesRead, 0, Range.Length);
        BytesCounted = Math.Clamp(progress.BytesCounted, 0, Range.Length);
    }
}
