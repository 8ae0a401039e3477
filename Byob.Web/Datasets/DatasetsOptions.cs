namespace Byob.Web.Datasets;

/// <summary>What the party takes in as datasets, and how long it waits for it. Section <see cref="Section"/>.</summary>
public sealed class DatasetsOptions
{
    public const string Section = "Datasets";

    /// <summary>Bytes that all uploads and samples may take together, those under way included. Default 200 GB.</summary>
    public long QuotaBytes { get; set; } = 200_000_000_000;

    /// <summary>Bytes of the data folder's disk that are never used for datasets. Default 1 GiB.</summary>
    public long KeepFreeBytes { get; set; } = 1L << 30;

    /// <summary>Bytes of the largest single dataset. Default 200 GB.</summary>
    public long LargestBytes { get; set; } = 200_000_000_000;

    /// <summary>A folder on the master whose files can be taken as datasets where they lie; none by default. Relative to the content root.</summary>
    public string? Folder { get; set; }

    /// <summary>How many times its own size a packed dataset may unpack to; files made to fill disks have thousands. Default 250.</summary>
    public int MostUnpackRatio { get; set; } = 250;

    /// <summary>
    /// Hosts on the web whose files may become datasets, read straight from there: "host", or "host:port" where the port is not the usual one.
    /// Empty by default: none.
    /// </summary>
    public IList<string> UrlHosts { get; } = [];

    /// <summary>Whether those hosts may be on private networks, or this machine. Default no: a member could make the master read what only it can reach.</summary>
    public bool UrlPrivateAddresses { get; set; }

    /// <summary>How long an upload may lie without a byte arriving before it is removed. Default 7 days.</summary>
    public TimeSpan UnfinishedLifetime { get; set; } = TimeSpan.FromDays(7);
}
