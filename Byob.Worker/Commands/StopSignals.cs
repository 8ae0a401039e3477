using System.Runtime.InteropServices;

namespace Byob.Worker.Commands;

/// <summary>Turns Ctrl+C and the system's wish to end the process into a token. Another Ctrl+C, a moment later, ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>One wish may come twice at once: from the terminal, and from the program that started this one.</summary>
    private static readonly TimeSpan s_sameWish = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _time;
    private long _askedAt;

    public StopSignals(TimeProvider time)
    {
        _time = time;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
        ];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (Interlocked.CompareExchange(ref _askedAt, _time.GetTimestamp(), 0) == 0)
        {
            context.Cancel = true;
            _stop.Cancel();
            return;
        }

        context.Cancel = context.Signal != PosixSignal.SIGINT || _time.GetElapsedTime(Volatile.Read(ref _askedAt)) < s_sameWish;
    }
}
