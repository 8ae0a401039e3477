using System.Collections.Immutable;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Stored results, as pages show them. Downloads go over <c>api/jobs/{number}/result?format=…</c>.</summary>
public interface IResults
{
    /// <summary>The first <paramref name="take"/> words by count of a done job; empty when there is no result.</summary>
    Task<ImmutableArray<WordCount>> TopAsync(string resultName, int take, CancellationToken cancellationToken);
}

/// <summary>The forms that a result can be downloaded in; the names are those of the query parameter.</summary>
public enum ResultFormat
{
    /// <summary>Tab-separated, most frequent first.</summary>
    TsvByCount,

    /// <summary>Tab-separated, in word order (bytes).</summary>
    TsvByWord,
    Csv,
    JsonLines,

    /// <summary><c>word count</c> lines in word order, as the lab's <c>mr-out</c> files.</summary>
    Lab,
}
