using Byob.Shared.Chunks;
using Byob.Shared.Hubs;

namespace Byob.Web.Workers;

/// <summary>Ends workers' connections from outside the hub.</summary>
public interface IWorkerConnections
{
    /// <summary>Tells the worker goodbye, frees its leases and closes its connection. Nothing happens when it is not connected.</summary>
    Task DisconnectAsync(WorkerId worker, GoodbyeKind kind, string reason);
}
