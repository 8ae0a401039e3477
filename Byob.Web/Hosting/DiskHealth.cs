using Byob.Web.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Byob.Web.Hosting;

/// <summary>Is well while the disk of the data folder has room for what the party writes all the time.</summary>
internal sealed class DiskHealth(DataFolder folder) : IHealthCheck
{
    private const long Comfortable = 1L << 30;
    private const long Needed = 64L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Judge(new DriveInfo(folder.Root).AvailableFreeSpace));

    internal static HealthCheckResult Judge(long freeBytes) => freeBytes switch
    {
        >= Comfortable => HealthCheckResult.Healthy(),
        >= Needed => HealthCheckResult.Degraded("Less than 1 GiB is free on the disk of the data folder."),
        _ => HealthCheckResult.Unhealthy("The disk of the data folder is full."),
    };
}
