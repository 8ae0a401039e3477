using Byob.Shared.Counting;

namespace Byob.Shared.Partials;

/// <summary>What a partial says of itself before its first word.</summary>
/// <param name="CountedBytes">Length of the text whose words these are. A run that is a part of them names the whole text's length.</param>
/// <param name="LetterTableVersion">Version of Unicode that said what a letter is.</param>
public sealed record PartialHeader(CountOptions Options, long CountedBytes, string LetterTableVersion = LetterTable.UnicodeVersion);
