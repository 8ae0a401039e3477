namespace Byob.Worker.Member;

/// <summary>The form in which a result is asked for.</summary>
/// <param name="Format">tsv, csv, jsonl or lab.</param>
/// <param name="By">count: the most frequent first; word: in the order of the words' bytes.</param>
internal sealed record ResultForm(string Format, string By)
{
    public static IReadOnlyList<string> Formats { get; } = ["tsv", "csv", "jsonl", "lab"];

    public static IReadOnlyList<string> Orders { get; } = ["count", "word"];

    /// <summary>What is meant when little is said: the format of the file's ending, else tsv; and the order that goes with the format.</summary>
    public static ResultForm Of(string? format, string? by, string? file)
    {
        format ??= Path.GetExtension(file) switch
        {
            ".csv" => "csv",
            ".jsonl" or ".ndjson" => "jsonl",
            _ => "tsv",
        };
        return new ResultForm(format, by ?? (format == "lab" ? "word" : "count"));
    }

    public string Query => $"?format={Format}&by={By}";

    /// <summary>Lines before the first word.</summary>
    public int HeadLines => Format == "csv" ? 1 : 0;
}
