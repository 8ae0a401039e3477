namespace Byob.Web.Datasets;

/// <summary>A dataset whose bytes lie on the web.</summary>
/// <param name="Host">Which people know it by.</param>
/// <param name="Length">In bytes.</param>
public sealed record WebText(string Host, long Length);
