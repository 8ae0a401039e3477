using Byob.Worker.Limits;

namespace Byob.Worker.Settings;

/// <summary>
/// Looks at <c>worker.json</c> now and then and applies what its owner changed. A file that makes no sense is said so once, and what was in
/// force stays so.
/// </summary>
/// <param name="started">The settings that the worker was started with.</param>
/// <param name="apply">Takes limits that are others than the last.</param>
/// <param name="say">Takes a sentence for people.</param>
internal sealed class SettingsWatch(string path, WorkerSettings started, Func<WrittenLimits, Task> apply, Action<string> say, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private WorkerSettings _inForce = started;

    /// <summary>The file as it was looked at last; null before the first look, so that a change between start and that is seen as well.</summary>
    private (DateTime Written, long Length)? _seen;

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await LookAsync();
            }
            catch (WorkerFaultException e)
            {
                say($"{e.Message} Until then all stays as it was.");
            }
        }
    }

    private async Task LookAsync()
    {
        var file = new FileInfo(path);
        var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (_seen == now)
            return;

        _seen = now;
        var read = SettingsFile.Read(path) ?? throw new WorkerFaultException($"{path} is gone; the worker needs it when it starts again.", needsHuman: true);
        if ((read.Master, read.Fingerprint, read.Name, read.Machine) != (_inForce.Master, _inForce.Fingerprint, _inForce.Name, _inForce.Machine))
            say($"The address and the names in {path} count when the worker is started again.");

        var before = _inForce;
        _inForce = read;
        if (read.Limits != before.Limits)
            await apply(read.Limits);
    }
}
