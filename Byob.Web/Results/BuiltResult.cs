namespace Byob.Web.Results;

/// <summary>A result that is on the disk.</summary>
public sealed record BuiltResult(long TotalWords, long DistinctWords);
