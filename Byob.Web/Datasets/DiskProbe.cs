namespace Byob.Web.Datasets;

/// <summary>Asks the operating system how much of the disk is free.</summary>
internal sealed class DiskProbe : IDiskProbe
{
    public long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
