namespace Byob.Worker.Limits;

/// <summary>What values a limit may have.</summary>
public static class LimitBounds
{
    /// <summary>A process of this kind takes about 80 MiB before it has counted a word.</summary>
    public const int LeastMemoryMiB = 192;

    public const int MostMemoryMiB = 16 << 20;

    /// <summary>The partial of one rich chunk has to fit.</summary>
    public const int LeastDiskMiB = 64;

    public const int MostDiskMiB = 64 << 20;

    /// <summary>Slower, and reading one piece would pass for a silent master.</summary>
    public const double LeastMBps = 0.1;

    public const double MostMBps = 100_000;
    public const double LeastCelsius = 40;
    public const double MostCelsius = 120;
    public const int MostSlots = WorkerEngineOptions.MostSlots;
    public const int MostPrefetch = WorkerEngineOptions.MostPrefetch;
}
