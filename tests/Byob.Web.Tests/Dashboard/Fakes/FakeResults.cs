using System.Collections.Immutable;
using Byob.Web.Live;
using Byob.Web.Results;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Top words that a test sets.</summary>
internal sealed class FakeResults : IResults
{
    public ImmutableArray<WordCount> Top { get; set; } = [];

    public Task<ImmutableArray<WordCount>> TopAsync(string resultName, int take, CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<WordCount>>([.. Top.Take(take)]);
}
