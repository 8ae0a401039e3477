using Byob.Shared.Chunks;
using Byob.Web.Live;
using Byob.Web.Results;

namespace Byob.Web.Jobs;

/// <summary>A job that is done or cancelled, as it was at its end: what pages show of it until history is all there is.</summary>
/// <param name="Ledger">Without its words; drawn when first looked at.</param>
/// <param name="Words">The words counted so far of a cancelled job; null for a done one, whose words are in its result.</param>
public sealed record EndedJob(JobView View, Lazy<LedgerSnapshot> Ledger, TopWords? Words)
{
    public JobId Id => View.Id;
}
