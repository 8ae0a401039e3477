using Byob.Web.Ledger;
using Byob.Web.Party;
using Byob.Web.Storage;

namespace Byob.Web.Jobs;

/// <summary>What a submitter may ask of the queue, and the sentence for each thing that they may not.</summary>
public static class TermsRules
{
    /// <summary>The most machines that a cap may name; whoever wants more wants no cap.</summary>
    public const int LargestCap = 10_000;

    /// <summary>Of a hundred chunks of a trusted machine, how many a spot check takes when nobody says how many.</summary>
    public const int UsualPercent = 10;

    public const string PriorityWords = "The priority has to be Low, Normal or High.";

    public const string VerificationWords = "The verification has to be Off, SpotCheck or EveryChunk.";

    public static JobTerms Of(JobRecord record) =>
        new(record.SubmitterId, record.Priority, record.WorkerCap, new Verification(record.Verification, record.VerificationPercent));

    /// <summary>Why the job is not taken on these terms, in a sentence; null when it is.</summary>
    public static string? Fault(JobSubmission job, Actor actor)
    {
        var (mode, percent) = job.Verification;
        if (job.WorkerCap is < 1 or > LargestCap)
            return $"The most machines that may count the job must be from 1 to {LargestCap}; leave it empty for as many as there are.";
        if (!Enum.IsDefined(mode))
            return VerificationWords;
        if (mode == VerificationMode.SpotCheck && percent is < 1 or > 100)
            return "A spot check takes from 1 to 100 % of the chunks.";
        if (mode != VerificationMode.SpotCheck && percent != 0)
            return "A percentage belongs to a spot check only; leave it out, or choose the spot check.";
        if (mode != VerificationMode.Off && job.WorkerCap < 2)
            return "A check is done by a second machine: let at least 2 machines count the job, or switch the check off.";
        return Fault(job.Priority, actor);
    }

    /// <summary>Why the member may not give a job this priority; null when they may.</summary>
    public static string? Fault(JobPriority priority, Actor actor) => priority switch
    {
        JobPriority.Low or JobPriority.Normal => null,
        JobPriority.High => actor.IsHost ? null : "Only the host may put a job ahead of all others; choose Normal or Low, or ask the host.",
        _ => PriorityWords,
    };

    /// <summary>The priorities that the member may choose among, highest first.</summary>
    public static IReadOnlyList<JobPriority> PrioritiesOf(Actor actor) =>
        [.. Enum.GetValues<JobPriority>().Where(priority => Fault(priority, actor) is null).OrderDescending()];

    /// <summary>Reads a word of an enumeration, whatever its case; numbers are none.</summary>
    public static bool TryRead<T>(string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is { Length: > 0 } && !char.IsAsciiDigit(word[^1]) && Enum.TryParse(word, ignoreCase: true, out value) && Enum.IsDefined(value);
    }
}
