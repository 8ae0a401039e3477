using Byob.Shared.Counting;

namespace Byob.Web.Results;

/// <summary>An accepted partial, as the merge needs to know it.</summary>
/// <param name="Words">Sum of its counts.</param>
public sealed record MergedRange(long Start, long End, string Sha256, long Words, CountOptions Options);
