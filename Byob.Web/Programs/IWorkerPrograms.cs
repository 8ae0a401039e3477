using System.Collections.Immutable;

namespace Byob.Web.Programs;

/// <summary>The programs that machines can join with.</summary>
public interface IWorkerPrograms
{
    /// <summary>All that can be handed out now.</summary>
    Task<ImmutableArray<WorkerProgram>> ListAsync(CancellationToken cancellationToken);
}
