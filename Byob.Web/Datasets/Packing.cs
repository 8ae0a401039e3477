namespace Byob.Web.Datasets;

/// <summary>How a file is packed.</summary>
internal enum Packing
{
    None,
    Gzip,
    Zstd,
}
