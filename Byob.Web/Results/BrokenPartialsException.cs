using System.Collections.Immutable;

namespace Byob.Web.Results;

/// <summary>Partials that were accepted are gone or damaged; the ranges they stand for have to be counted again.</summary>
public sealed class BrokenPartialsException(ImmutableArray<string> sha256s)
    : Exception($"{sha256s.Length} stored partial(s) are gone from the master's disk or damaged; their ranges have to be counted again.")
{
    /// <summary>SHA-256 names of the partials, as in the request.</summary>
    public ImmutableArray<string> Sha256s { get; } = sha256s;
}
