namespace Byob.Worker.Settings;

/// <summary>The keys of <c>worker.json</c>, and what each is for.</summary>
internal static class SettingsKeys
{
    /// <summary>Keys with their meaning, in the order in which they are written.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> All { get; } =
    [
        ("master", "Address of the master."),
        ("name", "Your name in the party."),
        ("machine", "What this machine is called in the party."),
        ("fingerprint", "SHA-256 of the master's certificate, when the system does not vouch for it."),
        ("preset", "quiet, balanced or full; what you write yourself goes before it."),
        ("slots", "Chunks counted side by side."),
        ("prefetch", "Chunks held in advance."),
        ("cpuPercent", "Share of the whole machine's processors, in percent."),
        ("priority", "idle, low or normal: who goes first when others want the processors too."),
        ("memoryMiB", "The most memory that the process may take, in MiB."),
        ("downMBps", "The fastest that texts may be read from the network, in MB a second."),
        ("upMBps", "The fastest that counts may be sent, in MB a second."),
        ("diskMiB", "The most room that the worker may take on the disk, in MiB."),
        ("hours", "When it may work, by weekday."),
        ("onlyWhenIdle", "true: only while nobody, and no other program, uses the machine."),
        ("notOnBattery", "true: only on mains power."),
        ("maxCelsius", "Hotter than this it pauses."),
    ];

    /// <summary>The key that somebody may have meant; null when none is near.</summary>
    public static string? Near(string typed) => All.Select(known => known.Key)
        .Select(key => (Key: key, Distance: Distance(key.ToLowerInvariant(), typed.ToLowerInvariant())))
        .Where(near => near.Distance <= Math.Max(2, near.Key.Length / 3))
        .OrderBy(near => near.Distance)
        .Select(near => near.Key)
        .FirstOrDefault();

    /// <summary>Letters to insert, delete or change (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
