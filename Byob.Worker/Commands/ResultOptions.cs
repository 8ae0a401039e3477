using System.CommandLine;
using Byob.Worker.Member;

namespace Byob.Worker.Commands;

/// <summary>The options that say in which form a result is wanted, and where to.</summary>
internal sealed class ResultOptions
{
    public ResultOptions()
    {
        Format.AcceptOnlyFromAmong([.. ResultForm.Formats]);
        By.AcceptOnlyFromAmong([.. ResultForm.Orders]);
    }

    public Option<string?> Format { get; } = new("--format")
    {
        Description = "tsv, csv, jsonl (a JSON document a line) or lab (\"word count\" lines, as MIT 6.824 has them). Default: by the ending of the file, else tsv.",
        HelpName = "FORM",
    };

    public Option<string?> By { get; } = new("--by")
    {
        Description = "Order: count (the most frequent first; default) or word (default for lab).",
        HelpName = "ORDER",
    };

    public Option<string?> Download { get; } = new("--download")
    {
        Description = "Bring the result into this file; it appears when it is whole.",
        HelpName = "FILE",
    };

    public Option<bool> Force { get; } = new("--force") { Description = "Replace the file of --download if it is there." };

    public ResultForm Of(ParseResult parsed) => ResultForm.Of(parsed.GetValue(Format), parsed.GetValue(By), parsed.GetValue(Download));
}
