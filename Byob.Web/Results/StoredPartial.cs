using System.Collections.Immutable;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>A partial that is checked and safely on disk.</summary>
/// <param name="Sha256">Names its file; lower-case hexadecimal.</param>
/// <param name="Length">Length of the file in bytes.</param>
/// <param name="TopWords">Its most frequent words, most frequent first.</param>
/// <param name="TopWordsComplete">True when <paramref name="TopWords"/> are all words that it has.</param>
public sealed record StoredPartial(
    string Sha256,
    long Length,
    long TotalWords,
    long DistinctWords,
    ImmutableArray<WordCount> TopWords,
    bool TopWordsComplete);
