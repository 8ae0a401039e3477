namespace Byob.Worker.Autostart;

/// <summary>A way in which a system starts the worker by itself. Everything may be asked for at any time, and twice.</summary>
internal interface IAutostart
{
    /// <summary>Whether stopping lets the worker give back what it counts; else it is asked to stop by its own command first.</summary>
    bool StopsPolitely => true;

    /// <summary>Writes what the system needs, anew when it is there already, and starts the worker.</summary>
    /// <returns>What was done, for people.</returns>
    Task<IReadOnlyList<string>> InstallAsync(CancellationToken cancellationToken);

    /// <summary>Stops the worker and takes away everything that installing brought.</summary>
    /// <returns>Whether there was something.</returns>
    Task<bool> UninstallAsync(CancellationToken cancellationToken);

    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);

    Task<AutostartStatus> StatusAsync(CancellationToken cancellationToken);
}
