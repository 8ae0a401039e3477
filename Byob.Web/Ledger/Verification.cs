namespace Byob.Web.Ledger;

/// <summary>The verification dial of a job: how much of it is counted a second time, by another worker.</summary>
/// <param name="Percent">For <see cref="VerificationMode.SpotCheck"/>: how many of a trusted worker's chunks in a hundred, 1 to 100. Those of a worker that has not earned trust yet are all checked.</param>
public readonly record struct Verification(VerificationMode Mode, int Percent = 0)
{
    public static Verification Off => default;

    public static Verification EveryChunk => new(VerificationMode.EveryChunk);

    public static Verification SpotCheck(int percent) => new(VerificationMode.SpotCheck, percent);
}
