namespace Byob.Web.Storage;

/// <summary>The one data folder of this host, and the places below it. Every feature asks here; no path comes from a user.</summary>
public sealed class DataFolder
{
    public DataFolder(string root)
    {
        Root = Path.GetFullPath(root);
        Datasets = Make("datasets");
        Uploads = Make("uploads");
        Partials = Make("partials");
        Results = Make("results");
        Temporary = Make("tmp");
    }

    public string Root { get; }

    /// <summary>Bytes of ready datasets, each file named by its SHA-256.</summary>
    public string Datasets { get; }

    /// <summary>Bytes of uploads under way, each file named by its dataset's id.</summary>
    public string Uploads { get; }

    /// <summary>A folder for each unfinished job; each file is named by the SHA-256 of the partial.</summary>
    public string Partials { get; }

    /// <summary>A folder for each stored result, named as the submitter asked.</summary>
    public string Results { get; }

    /// <summary>Files being written; emptied at every start.</summary>
    public string Temporary { get; }

    public string Database => Path.Combine(Root, "party.db");

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
}
