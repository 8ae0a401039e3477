using Byob.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Byob.Web.Hosting;

/// <summary>Is well while the database answers.</summary>
internal sealed class DatabaseHealth(PartyStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var database = await store.ReadAsync(cancellationToken);
        return await database.Parties.AnyAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The database holds no party.");
    }
}
