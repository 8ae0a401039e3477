namespace Byob.Web.Programs;

/// <summary>What the programs' shelf writes into the log.</summary>
internal static partial class ProgramsLog
{
    [LoggerMessage(1100, LogLevel.Warning, "{Path} cannot be read, so it is offered to nobody")]
    public static partial void NotReadable(ILogger logger, string path, Exception problem);

    [LoggerMessage(1101, LogLevel.Warning, "{Path} is not the file that its .sha256 was written for, so it is offered to nobody. Publish it again with ./publish-workers.sh")]
    public static partial void NotAsPublished(ILogger logger, string path);
}
