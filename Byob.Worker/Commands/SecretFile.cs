using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>Reads a secret from the first line of a file.</summary>
internal static class SecretFile
{
    /// <param name="file">Null: there is none.</param>
    /// <param name="what">What the file is to hold, for people: "party password".</param>
    /// <exception cref="WorkerFaultException">The file cannot be read, or its first line is empty.</exception>
    public static string? Read(FileInfo? file, string what)
    {
        if (file is null)
            return null;

        try
        {
            return File.ReadLines(file.FullName).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw new WorkerFaultException($"The first line of {file.FullName} is empty; the {what} belongs there.", needsHuman: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"The file with the {what} cannot be read: {e.Message}", needsHuman: true, e);
        }
    }
}
