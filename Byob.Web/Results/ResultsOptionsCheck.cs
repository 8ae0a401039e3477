using Microsoft.Extensions.Options;

namespace Byob.Web.Results;

/// <summary>Says at start, all at once, which keys of the section <c>Results</c> cannot be, and what they can be.</summary>
internal sealed class ResultsOptionsCheck : IValidateOptions<ResultsOptions>
{
    public ValidateOptionsResult Validate(string? name, ResultsOptions options)
    {
        var faults = new List<string>();
        Demand(options.MaxFrameBytes is >= 1024 and <= 16 << 20, nameof(options.MaxFrameBytes), "between 1 KiB and 16 MiB");
        Demand(options.PartialBytesPerTextByte is >= 1 and <= 100, nameof(options.PartialBytesPerTextByte), "between 1 and 100");
        Demand(options.PartialSlackBytes is >= 1024 and <= 1L << 40, nameof(options.PartialSlackBytes), "between 1 KiB and 1 TiB");
        Demand(options.ShortPartialBytes is >= 0 and <= 16 << 20, nameof(options.ShortPartialBytes), "between 0 and 16 MiB");
        Demand(options.KeepFreeBytes >= 0, nameof(options.KeepFreeBytes), "0 or more");
        Demand(options.TopWordsPerPartial is >= 1 and <= 100_000, nameof(options.TopWordsPerPartial), "between 1 and 100000");
        Demand(options.MergeMemoryBytes is >= 1 and <= 1L << 40, nameof(options.MergeMemoryBytes), "between 1 byte and 1 TiB");
        Demand(options.MergeThreads is >= 0 and <= 256, nameof(options.MergeThreads), "between 0 and 256");
        Demand(options.MergeFanIn is >= 2 and <= 1000, nameof(options.MergeFanIn), "between 2 and 1000");
        Demand(options.SortMemoryBytes is >= 1 and <= 1L << 30, nameof(options.SortMemoryBytes), "between 1 byte and 1 GiB");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Demand(bool holds, string key, string range)
        {
            if (!holds)
                faults.Add($"{ResultsOptions.Section}:{key} has to be {range}.");
        }
    }
}
