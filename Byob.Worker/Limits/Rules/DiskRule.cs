namespace Byob.Worker.Limits.Rules;

/// <summary>A worker whose spool takes more room than it may, or whose disk is nearly full, gives back what it counts: that empties the spool.</summary>
/// <param name="spooled">Bytes in the spool.</param>
/// <param name="free">Bytes left on its disk; null when the system does not tell.</param>
internal sealed class DiskRule(Func<long> spooled, Func<long?> free) : ILimitRule
{
    private const long LeastFree = 256L << 20;

    private Hold? _hold;

    public HoldCause Cause => HoldCause.Disk;

    public Hold? Judge(LimitsInForce limits)
    {
        // Half is enough to go on with: at once at the limit again would be no rest.
        if (limits.DiskBytes is { } most && spooled() is var bytes && (bytes > most || (_hold is not null && bytes > most / 2)))
            return _hold = new Hold(Cause, $"Its files take more than the {most >> 20} MiB of disk that they may.");
        var room = _hold is null ? LeastFree : LeastFree * 2;
        return _hold = free() < room ? new Hold(Cause, $"The disk of its state folder has less than {LeastFree >> 20} MiB left.") : null;
    }

    /// <summary>Bytes of the files in a folder.</summary>
    public static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file went away while it was looked at; the next look is soon.
            return 0;
        }
    }

    public static long? FreeAt(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
