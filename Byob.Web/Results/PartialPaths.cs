using Byob.Shared.Chunks;
using Byob.Web.Storage;

namespace Byob.Web.Results;

/// <summary>Knows where partials lie. Paths are made of a job's id and a checked hash only.</summary>
internal static class PartialPaths
{
    private const int HashLetters = 64;

    public static string JobFolder(this DataFolder folder, JobId job) => Path.Combine(folder.Partials, job.Value.ToString("D"));

    public static string PartialPath(this DataFolder folder, JobId job, string sha256) =>
        sha256.Length == HashLetters && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(folder.JobFolder(job), sha256)
            : throw new ArgumentException("A partial is named by its SHA-256 in 64 lower-case hexadecimal digits.", nameof(sha256));
}
