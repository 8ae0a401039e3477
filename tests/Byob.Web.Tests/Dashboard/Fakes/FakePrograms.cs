using System.Collections.Immutable;
using Byob.Web.Programs;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>The programs that a test wants there to be.</summary>
internal sealed class FakePrograms : IWorkerPrograms
{
    public ImmutableArray<WorkerProgram> There { get; set; } = [new("linux-x64", "1.0", 1, "aa"), new("win-x64", "1.0", 1, "bb")];

    public Task<ImmutableArray<WorkerProgram>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(There);
}
