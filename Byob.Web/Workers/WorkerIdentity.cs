using Byob.Shared.Chunks;

namespace Byob.Web.Workers;

/// <summary>Who a worker is, as the party enrolled it.</summary>
public sealed record WorkerIdentity(WorkerId Id, string Name, Guid OwnerId, string OwnerName, bool BuiltIn);
