using System.Globalization;
using System.Net.Sockets;
using Byob.Worker.Commands;
using Byob.Worker.Status;
using Microsoft.Extensions.Hosting.Systemd;

namespace Byob.Worker.Autostart.Systemd;

/// <summary>
/// Tells systemd how the worker is, where the unit asks for it (<c>Type=notify</c>): that it has started, what it does in one line, that it lives, and
/// that it stops. Started means that it works by itself from now on, also when it still waits for its master: a master that is away must not make
/// systemd end it.
/// </summary>
internal sealed class SystemdVoice : IAsyncDisposable
{
    private const string WatchdogVariable = "WATCHDOG_USEC";
    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(10);

    private readonly WorkerEngine _engine;
    private readonly ISystemdNotifier _systemd;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly bool _watched;
    private readonly Task _telling;

    /// <param name="stop">Cancelled when the worker is asked to stop.</param>
    public SystemdVoice(WorkerEngine engine, ISystemdNotifier systemd, TimeProvider time, CancellationToken stop)
    {
        (_engine, _systemd, _time) = (engine, systemd, time);
        if (!systemd.IsEnabled)
        {
            _telling = Task.CompletedTask;
            return;
        }

        var watchdog = Watchdog(Environment.GetEnvironmentVariable(WatchdogVariable));
        _watched = watchdog is not null;
        Tell(ServiceState.Ready);
        TellStatus();
        engine.News += Heard;
        _stopping = stop.Register(() => Tell(ServiceState.Stopping));
        _telling = TellOnAsync(watchdog is { } patience && patience / 2 < s_often ? patience / 2 : s_often);
    }

    public async ValueTask DisposeAsync()
    {
        if (_systemd.IsEnabled)
        {
            _engine.News -= Heard;
            // Whatever ended it: the last line that systemctl shows says why.
            TellStatus();
            Tell(ServiceState.Stopping);
        }

        await _stopping.DisposeAsync();
        await _over.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    /// <summary>How long systemd waits for a sign of life; null when it does not.</summary>
    internal static TimeSpan? Watchdog(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var patience) && patience > 0 ? TimeSpan.FromMicroseconds(patience) : null;

    /// <summary>A worker's state in one line.</summary>
    internal static string Line(WorkerStatus status, TimeProvider time)
    {
        var line = status.Connection is ConnectionState.Joined or ConnectionState.Stopping ? $"{status.PartyName}: {ConsoleLines.Status(status, time)}" : status.Why;
        return line.ReplaceLineEndings(" ");
    }

    private void Heard(WorkerNews news)
    {
        if (news.Kind is WorkerNewsKind.ConnectionChanged or WorkerNewsKind.CapacityChanged or WorkerNewsKind.JobChanged)
            TellStatus();
    }

    private async Task TellOnAsync(TimeSpan often)
    {
        using var timer = new PeriodicTimer(often, _time);
        while (await timer.WaitForNextTickAsync(_over.Token))
        {
            // Asking for the status takes the engine's locks: an engine that hangs is not called alive.
            TellStatus();
            if (_watched)
                Tell(new ServiceState("WATCHDOG=1"));
        }
    }

    private void TellStatus() => Tell(new ServiceState("STATUS=" + Line(_engine.Status, _time)));

    private void Tell(ServiceState state)
    {
        try
        {
            _systemd.Notify(state);
        }
        catch (SocketException)
        {
            // systemd is being replaced or is gone; counting goes on without its ear.
        }
    }
}
