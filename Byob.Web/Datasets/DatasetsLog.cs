using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>What this feature writes to the log: events 2000 to 2999.</summary>
internal static partial class DatasetsLog
{
    [LoggerMessage(2000, LogLevel.Information, "Upload {Dataset} begun by {Member}: {Name}, {Length} bytes")]
    public static partial void UploadBegun(this ILogger log, DatasetId dataset, string member, string name, long length);

    [LoggerMessage(2001, LogLevel.Debug, "Upload {Dataset} has {Received} of {Length} bytes")]
    public static partial void UploadReceived(this ILogger log, DatasetId dataset, long received, long length);

    [LoggerMessage(2002, LogLevel.Error, "Upload {Dataset} could not be written at {Received} bytes; it can be resumed")]
    public static partial void UploadFaulted(this ILogger log, Exception fault, DatasetId dataset, long received);

    [LoggerMessage(2003, LogLevel.Information, "Upload {Dataset} removed: no byte arrived for {Lifetime}")]
    public static partial void UploadExpired(this ILogger log, DatasetId dataset, TimeSpan lifetime);

    [LoggerMessage(2004, LogLevel.Warning, "Upload {Dataset} stopped: {Sentence}")]
    public static partial void UploadStopped(this ILogger log, DatasetId dataset, string sentence);

    [LoggerMessage(2010, LogLevel.Information, "Dataset {Dataset} is ready: {Length} bytes, SHA-256 {Sha256}")]
    public static partial void DatasetReady(this ILogger log, DatasetId dataset, long length, string sha256);

    [LoggerMessage(2011, LogLevel.Warning, "Dataset {Dataset} is broken: {Sentence}")]
    public static partial void DatasetBroken(this ILogger log, DatasetId dataset, string sentence);

    [LoggerMessage(2012, LogLevel.Information, "Dataset {Dataset} deleted by {Member}")]
    public static partial void DatasetDeleted(this ILogger log, DatasetId dataset, string member);

    [LoggerMessage(2013, LogLevel.Warning, "The file {File} could not be deleted; the next start tries again")]
    public static partial void FileStays(this ILogger log, Exception fault, string file);

    [LoggerMessage(2020, LogLevel.Information, "Swept {File}: no dataset refers to it")]
    public static partial void LeftoverSwept(this ILogger log, string file);

    [LoggerMessage(2021, LogLevel.Information, "{Count} datasets, {Unfinished} unfinished uploads")]
    public static partial void Loaded(this ILogger log, int count, int unfinished);

    [LoggerMessage(2022, LogLevel.Error, "Removing old uploads failed; tried again in {Pause}")]
    public static partial void ExpiryFailed(this ILogger log, Exception fault, TimeSpan pause);

    [LoggerMessage(2030, LogLevel.Debug, "Work on dataset {Dataset} ended early")]
    public static partial void WorkCancelled(this ILogger log, DatasetId dataset);

    [LoggerMessage(2031, LogLevel.Error, "Work on dataset {Dataset} failed")]
    public static partial void WorkFailed(this ILogger log, Exception fault, DatasetId dataset);

    [LoggerMessage(2032, LogLevel.Error, "A listener to the list of datasets failed")]
    public static partial void ListenerFailed(this ILogger log, Exception fault);

    [LoggerMessage(2040, LogLevel.Error, "Dataset {Dataset} could not be read at {Offset}; the connection is ended")]
    public static partial void RangeFaulted(this ILogger log, Exception? fault, DatasetId dataset, long offset);
}
