namespace Byob.Shared.Hubs;

/// <summary>Where the bytes of a dataset come from, when that is an address on the web.</summary>
/// <param name="Validator">A strong entity tag (with its quotes), or a date of last change as HTTP writes it; sent as If-Range with each read.</param>
/// <param name="Length">In bytes.</param>
public sealed record DatasetSourceReply(Uri Url, string Validator, long Length);
