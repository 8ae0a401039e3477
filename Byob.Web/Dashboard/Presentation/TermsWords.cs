using Byob.Web.Ledger;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>What is said of a job's terms.</summary>
public static class TermsWords
{
    public static string Of(JobPriority priority) => priority switch
    {
        JobPriority.Low => "Low: after all others",
        JobPriority.High => "High: before all others",
        _ => "Normal",
    };

    public static string Of(Verification verification) => verification.Mode switch
    {
        VerificationMode.EveryChunk => "Every chunk is counted by two machines",
        VerificationMode.SpotCheck => $"Spot check: {verification.Percent} % of the chunks are counted by two machines, and all of a machine that is new",
        _ => "Off: every chunk is counted once",
    };

    public static string OfCap(int? cap) => cap is { } most ? $"At most {Format.Plural(most, "machine")} at a time" : "As many as there are";

    /// <summary>What is unusual about a job's terms, in a few words; null when nothing is.</summary>
    public static string? InShort(JobTerms terms)
    {
        List<string> said = [];
        if (terms.Priority != JobPriority.Normal)
            said.Add(terms.Priority == JobPriority.High ? "high priority" : "low priority");
        if (terms.WorkerCap is { } cap)
            said.Add($"at most {Format.Plural(cap, "machine")}");
        if (terms.Verification.Mode != VerificationMode.Off)
            said.Add(terms.Verification.Mode == VerificationMode.EveryChunk ? "every chunk checked" : $"{terms.Verification.Percent} % checked");
        return said.Count == 0 ? null : string.Join(" · ", said);
    }
}
