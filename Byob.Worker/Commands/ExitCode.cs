namespace Byob.Worker.Commands;

/// <summary>What the process says to whoever started it. A service is to be started again after <see cref="Error"/>, and not after <see cref="NeedsHuman"/>.</summary>
internal static class ExitCode
{
    /// <summary>It was asked to stop.</summary>
    public const int Stopped = 0;

    public const int Error = 1;

    /// <summary>The worker that was asked about does not run.</summary>
    public const int NotRunning = 4;

    /// <summary>Not joined, refused, removed, replaced, or settings that make no sense (EX_CONFIG of sysexits.h).</summary>
    public const int NeedsHuman = 78;

    public static int Of(WorkerEndKind end) => end == WorkerEndKind.Stopped ? Stopped : NeedsHuman;
}
