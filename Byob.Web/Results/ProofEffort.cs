using System.Text.Json.Serialization;
using Byob.Web.Ledger;

namespace Byob.Web.Results;

/// <summary>What the count took, beyond the ranges that stand.</summary>
/// <param name="Verification">Off, SpotCheck or EveryChunk.</param>
/// <param name="VerificationPercent">For a spot check; else 0.</param>
/// <param name="VerifiedBytes">Bytes in which two different workers found the same.</param>
/// <param name="CheckedBytes">Bytes that were counted to be compared, since the master last started.</param>
/// <param name="DiscardedBytes">Bytes that were counted for nothing, as far as it is known.</param>
/// <param name="Attempts">Attempts that came to an end, whether they count or not; checks that agreed left out.</param>
/// <param name="Discards">Those of them that do not count. The list of the proof may be shorter: it holds the newest 10,000.</param>
/// <param name="Steals">How often a holder handed over the rest of its chunk to an idle worker, since the master last started.</param>
/// <param name="StolenBytes">Bytes that changed hands so.</param>
/// <param name="Speculations">How often a second worker was set on a chunk whose holder was slow or silent, since the master last started.</param>
public sealed record ProofEffort(
    [property: JsonConverter(typeof(JsonStringEnumConverter<VerificationMode>))] VerificationMode Verification,
    int VerificationPercent,
    long VerifiedBytes,
    long CheckedBytes,
    long DiscardedBytes,
    int Attempts,
    int Discards,
    int Steals,
    long StolenBytes,
    int Speculations);
