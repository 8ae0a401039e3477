using Byob.Worker.Limits;

namespace Byob.Worker.Commands;

/// <summary>What the console says of limits, as plain functions of them.</summary>
internal static class LimitLines
{
    /// <summary>What is in force, and how to change it.</summary>
    public static string InForce(LimitsInForce limits, string settingsPath)
    {
        var preset = limits.Preset.ToString().ToLowerInvariant();
        var own = limits.Lines.Where(line => line.Key != "preset" && line.Source is LimitSource.WorkerJson or LimitSource.CommandLine).Select(line => $"{line.Key} {line.Value}").ToList();
        var changed = own.Count == 0 ? "" : $" Of your own: {string.Join(", ", own)}.";
        return $"Limits: {preset} ({LimitPresets.Words(limits.Preset)}).{changed} To change them, while it works: byob config set preset balanced (or full), or the keys in {settingsPath}.";
    }
}
