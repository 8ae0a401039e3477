using System.CommandLine;
using Byob.Shared.Counting;

namespace Byob.Worker.Commands;

/// <summary>What <c>byob submit</c> can be told.</summary>
internal sealed class SubmitOptions
{
    public SubmitOptions()
    {
        Case.AcceptOnlyFromAmong("keep", "fold");
        Priority.AcceptOnlyFromAmong("low", "normal", "high");
        MinLength.Validators.Add(typed =>
        {
            if (typed.GetValueOrDefault<int>() is < 1 or > CountOptions.LongestMinLength)
                typed.AddError($"--min-length takes a number of letters from 1 to {CountOptions.LongestMinLength}.");
        });
    }

    public Argument<string[]> Sources { get; } = new("file")
    {
        Description = "A text, plain or packed with gzip or zstd; several become one dataset; or an http or https address that the host allows.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string?> Dataset { get; } = new("--dataset") { Description = "Count a dataset that the party has: its id, the beginning of it, or its name.", HelpName = "ID" };

    public Option<string?> Comment { get; } = new("--comment") { Description = "What it is for, at most 500 characters.", HelpName = "TEXT" };

    public Option<string> Case { get; } = new("--case") { Description = "keep: words as they are written; fold: large and small letters are the same.", HelpName = "keep|fold", DefaultValueFactory = _ => "keep" };

    public Option<int> MinLength { get; } = new("--min-length") { Description = "Count only words of so many letters.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public Option<string?> Output { get; } = new("--output") { Description = "Name of the result's folder at the master (default: made from the dataset's name).", HelpName = "NAME" };

    public Option<string?> Priority { get; } = new("--priority") { Description = "low, normal or high; high is for the host.", HelpName = "LEVEL" };

    public Option<bool> Wait { get; } = new("--wait") { Description = "Follow the job until it ends; the exit code says how." };

    public ResultOptions Result { get; } = new();

    public Option<bool> Json { get; } = MemberCommand.JsonOption();

    public Command Create()
    {
        var command = new Command("submit", "Has the party count a text. An upload that was interrupted goes on where it was when the same is said again.")
        {
            Sources, Dataset, Comment, Case, MinLength, Output, Priority, Wait, Result.Download, Result.Format, Result.By, Result.Force, Json,
        };
        command.Validators.Add(typed =>
        {
            var sources = typed.GetValue(Sources) ?? [];
            if (sources.Length == 0 == (typed.GetValue(Dataset) is null))
                typed.AddError("Name what is to be counted: files, or one address, or --dataset ID.");
            else if (sources.Length > 1 && sources.Any(IsAddress))
                typed.AddError("An address on the web is counted by itself; it cannot be joined with files.");
        });
        return command;
    }

    public static bool IsAddress(string source) =>
        source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
