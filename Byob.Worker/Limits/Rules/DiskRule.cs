namespace Byob.Worker.Limits.Rules;

/// <summary>A worker whose spool takes more room than it may, or whose disk is nearly full, gives back what it counts: that empties the spool.</summary>
/// <param name="spooled">Bytes in the spool.</param>
/// <param name="free">Bytes left on its disk; null when the system does not tell.</param>
internal sealed class DiskRule(Func<long> spooled, Func<long?> free) : ILimitRule
{
    private const long LeastFree = 256L << 20;

    /// <summary>What is being written when it stops is written to its end, so it stops before the limit; and it goes on when there is room for a while.</summary>
    private const double Full = 0.8;

    private const double Roomy = 0.5;

    private Hold? _hold;

    public HoldCause Cause => HoldCause.Disk;

    public Hold? Judge(LimitsInForce limits)
    {
        if (limits.DiskBytes is { } most && spooled() > most * (_hold is null ? Full : Roomy))
            return _hold = new Hold(Cause, $"Its files take nearly all of the {most >> 20} MiB of disk that they may.");
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
