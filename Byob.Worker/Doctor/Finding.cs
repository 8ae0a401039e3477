namespace Byob.Worker.Doctor;

/// <summary>What one look at the machine, the settings or the way to the master found.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Mend">What to do; null when nothing has to be done.</param>
internal sealed record Finding(FindingKind Kind, string What, string Sentence, string? Mend = null)
{
    public static Finding Good(string what, string sentence) => new(FindingKind.Good, what, sentence);

    public static Finding Doubtful(string what, string sentence, string mend) => new(FindingKind.Doubtful, what, sentence, mend);

    public static Finding Bad(string what, string sentence, string mend) => new(FindingKind.Bad, what, sentence, mend);
}
