namespace Byob.Web.Datasets;

/// <summary>Tells how much of the disk is free; replaced in tests, which cannot fill one.</summary>
public interface IDiskProbe
{
    /// <summary>Bytes that may still be written to the disk that holds <paramref name="folder"/>.</summary>
    long FreeBytes(string folder);
}
