using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Programs;

/// <summary>Knows which programs lie in the folder now, and the SHA-256 of each; a file is read again only when it has changed.</summary>
internal sealed class ProgramShelf(IOptions<ProgramsOptions> options, IHostEnvironment environment, DataFolder data, ILogger<ProgramShelf> logger) : IWorkerPrograms
{
    private const int LongestVersion = 40;

    private readonly string _folder = options.Value.Directory is { Length: > 0 } given
        ? Path.GetFullPath(Path.Combine(environment.ContentRootPath, given))
        : Path.Combine(data.Root, "programs");

    private readonly ConcurrentDictionary<string, Measured> _measured = new(StringComparer.Ordinal);

    public async Task<ImmutableArray<WorkerProgram>> ListAsync(CancellationToken cancellationToken)
    {
        var programs = ImmutableArray.CreateBuilder<WorkerProgram>();
        foreach (var platform in ProgramPlatforms.All)
        {
            if (await FindAsync(platform, cancellationToken) is { } found)
                programs.Add(found.Program);
        }

        return programs.ToImmutable();
    }

    /// <summary>The program of a platform and where it lies; null when there is none, or it is not as it was published.</summary>
    public async Task<(WorkerProgram Program, FileInfo File)?> FindAsync(string platform, CancellationToken cancellationToken)
    {
        if (!ProgramPlatforms.All.Contains(platform))
            return null;
        var file = new FileInfo(Path.Combine(_folder, platform, ProgramPlatforms.FileName(platform)));
        try
        {
            if (!file.Exists)
                return null;
            var known = _measured.GetValueOrDefault(platform);
            if (known is null || known.Length != file.Length || known.ChangedAt != file.LastWriteTimeUtc)
                _measured[platform] = known = await MeasureAsync(platform, file, cancellationToken);
            return known.Program is { } program ? (program, file) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Being replaced, or not readable for this account: as good as not there.
            ProgramsLog.NotReadable(logger, file.FullName, problem);
            return null;
        }
    }

    private async Task<Measured> MeasureAsync(string platform, FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        var isWhole = await FirstLineAsync(file.FullName + ".sha256", cancellationToken) is not { } published || published.StartsWith(sum, StringComparison.OrdinalIgnoreCase);
        if (!isWhole)
            ProgramsLog.NotAsPublished(logger, file.FullName);
        var version = await FirstLineAsync(Path.Combine(file.DirectoryName!, "version"), cancellationToken);
        return new Measured(
            file.Length,
            file.LastWriteTimeUtc,
            isWhole ? new WorkerProgram(platform, IsVersion(version) ? version! : "unknown", file.Length, sum) : null);
    }

    private static bool IsVersion(string? text) =>
        text is { Length: > 0 and <= LongestVersion } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+');

    private static async Task<string?> FirstLineAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return null;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            return line.Trim();
        return "";
    }

    /// <param name="Program">Null: the file is not as it was published.</param>
    private sealed record Measured(long Length, DateTime ChangedAt, WorkerProgram? Program);
}
