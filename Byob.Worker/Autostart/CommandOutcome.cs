namespace Byob.Worker.Autostart;

/// <summary>How a program of the system ended, and what it said.</summary>
internal sealed record CommandOutcome(int ExitCode, string Out, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said of its failure, in one line.</summary>
    public string Complaint
    {
        get
        {
            var said = (string.IsNullOrWhiteSpace(Error) ? Out : Error).Trim().ReplaceLineEndings(" ");
            return said.Length == 0 ? $"it ended with {ExitCode} and said nothing" : said;
        }
    }
}
