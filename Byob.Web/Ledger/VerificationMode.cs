namespace Byob.Web.Ledger;

public enum VerificationMode
{
    /// <summary>Every partial counts as it comes.</summary>
    Off,

    /// <summary>Some chunks are counted by two different workers.</summary>
    SpotCheck,

    /// <summary>Every chunk is counted by two different workers.</summary>
    EveryChunk,
}
