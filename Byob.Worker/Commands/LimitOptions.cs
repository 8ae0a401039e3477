using System.CommandLine;
using Byob.Worker.Limits;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>The limits that can be typed: the preset and the slots. All others are in <c>worker.json</c>.</summary>
internal sealed class LimitOptions
{
    public Option<string?> Preset { get; } = new("--preset")
    {
        Description = "How much of the machine to lend: quiet, balanced or full (default: quiet).",
        HelpName = "PRESET",
        CompletionSources = { "quiet", "balanced", "full" },
    };

    public Option<int?> Slots { get; } = new("--slots") { Description = "Chunks to count side by side (default: as the preset says).", HelpName = "N" };

    /// <exception cref="WorkerFaultException">A value makes no sense.</exception>
    public WrittenLimits Read(ParseResult parsed)
    {
        var (preset, slots) = (parsed.GetValue(Preset), parsed.GetValue(Slots));
        var faults = new List<string>();
        if (preset is not null && !Enum.GetNames<LimitPreset>().Contains(preset, StringComparer.OrdinalIgnoreCase))
            faults.Add($"\"preset\" is \"{preset}\"; it must be quiet, balanced or full.");
        if (slots is < 1 or > LimitBounds.MostSlots)
            faults.Add($"\"slots\" must be a number from 1 to {LimitBounds.MostSlots}, or be left out for what the preset says; it is {slots}.");
        return faults.Count == 0
            ? new WrittenLimits(preset is null ? null : Enum.Parse<LimitPreset>(preset, ignoreCase: true), slots)
            : throw new WorkerFaultException(string.Join(' ', faults), needsHuman: true);
    }
}
