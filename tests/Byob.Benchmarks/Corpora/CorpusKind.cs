namespace Byob.Benchmarks.Corpora;

/// <summary>Texts that differ in what makes a count slow: how many different words they have, and which letters.</summary>
internal enum CorpusKind
{
    /// <summary>Like one old book over and over: about 13,000 different words, ASCII.</summary>
    Low,

    /// <summary>Like a shelf of books: about 200,000 different words, accents, and curly quotation marks.</summary>
    Mixed,

    /// <summary>Millions of different words: Latin with accents, Cyrillic, Chinese.</summary>
    High,
}
