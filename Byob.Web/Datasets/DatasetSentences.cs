namespace Byob.Web.Datasets;

/// <summary>Sentences that more than one place says.</summary>
internal static class DatasetSentences
{
    public const string Missing = "There is no such dataset; it may have been deleted. Look at the list of datasets.";

    public static string Changed(string name) =>
        $"“{name}” was changed or removed on the master's disk after it was added. Delete this dataset, then add the file again.";

    public static string NotReady(string name) => $"“{name}” is not ready yet: wait until it has arrived and is measured.";
}
