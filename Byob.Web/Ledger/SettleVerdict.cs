using Byob.Shared.Hubs;

namespace Byob.Web.Ledger;

/// <summary>What the ledger says of a token that a worker shows: the live lease, or why there is none.</summary>
/// <param name="Lease">Set when <paramref name="Outcome"/> is <see cref="SubmissionOutcome.Accepted"/>.</param>
public readonly record struct SettleVerdict(SubmissionOutcome Outcome, Lease? Lease, string Sentence)
{
    public static SettleVerdict Live(Lease lease) => new(SubmissionOutcome.Accepted, lease, "Accepted.");

    public static SettleVerdict Refused(SubmissionOutcome outcome, string sentence) => new(outcome, null, sentence);
}
