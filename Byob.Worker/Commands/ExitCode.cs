namespace Byob.Worker.Commands;

/// <summary>What the process says to whoever started it. A service is to be started again after <see cref="Error"/>, and not after <see cref="NeedsHuman"/>.</summary>
internal static class ExitCode
{
    /// <summary>It was asked to stop.</summary>
    public const int Stopped = 0;

    public const int Error = 1;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;

    /// <summary>The job that was waited for, watched or asked about has stopped or was cancelled: there is no result.</summary>
    public const int JobNotDone = 3;

    /// <summary>The worker that was asked about does not run.</summary>
    public const int NotRunning = 4;

    /// <summary>Ctrl+C ended a command before it was done (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;

    /// <summary>Not joined, refused, removed, replaced, or settings that make no sense (EX_CONFIG of sysexits.h).</summary>
    public const int NeedsHuman = 78;

    public static int Of(WorkerEndKind end) => end == WorkerEndKind.Stopped ? Stopped : NeedsHuman;
}
