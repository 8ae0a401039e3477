using Byob.Web.Datasets;

namespace Byob.Web.Tests.Datasets;

/// <summary>A disk with as much free as the test says.</summary>
public sealed class FakeDisk : IDiskProbe
{
    private Func<long> _free = () => 1L << 40;

    public void SetFree(long bytes) => _free = () => bytes;

    /// <summary>Asked each time that the product asks.</summary>
    public void SetFree(Func<long> free) => _free = free;

    public long FreeBytes(string folder) => _free();
}
