namespace Byob.Web.Datasets;

/// <summary>Says what a fault of the disk means for whoever was writing.</summary>
internal static class DiskFaults
{
    // Linux ENOSPC and EDQUOT, macOS EDQUOT, Windows ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL: .NET passes the system's own number on.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static DatasetRefusal Explain(Exception fault) => Full.Contains(fault.HResult)
        ? new DatasetRefusal(
            StatusCodes.Status507InsufficientStorage,
            "The master's disk is full. What has arrived is kept; make room on the disk, then go on.")
        : new DatasetRefusal(
            StatusCodes.Status500InternalServerError,
            $"The master could not write to its disk ({fault.Message.TrimEnd('.')}). What has arrived is kept; when the disk is well again, go on.");
}
