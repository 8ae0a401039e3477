using System.Text;
using Byob.Worker.Settings;

namespace Byob.Worker.Autostart;

/// <summary>The files of a service, in the system or below a folder that stands for it.</summary>
/// <param name="root">What stands before every path; empty for the system itself.</param>
internal sealed class ServiceFiles(string root)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static ServiceFiles OfSystem { get; } = new("");

    public string? Read(string path) => Guard(path, () => File.Exists(Real(path)) ? File.ReadAllText(Real(path)) : null);

    public bool Exists(string path) => File.Exists(Real(path));

    /// <summary>Writes a file whole or not at all.</summary>
    public void Write(string path, string text, Encoding? encoding = null) => Guard(path, () =>
    {
        var real = Real(path);
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.WriteAllText(real + ".new", text, encoding ?? s_utf8);
        File.Move(real + ".new", real, overwrite: true);
        return true;
    });

    /// <summary>Puts a program where it is to lie for good; one that runs from there goes on with the old file.</summary>
    public void Put(ProgramStart program) => Guard(program.Executable, () =>
    {
        if (program.CopiedFrom is not { } from)
            return false;
        var real = Real(program.Executable);
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.Copy(from, real + ".new", overwrite: true);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(real + ".new", UnixMode.Program);
        File.Move(real + ".new", real, overwrite: true);
        return true;
    });

    /// <summary>Takes away what <see cref="Put"/> has put there.</summary>
    public void Take(ProgramStart program)
    {
        if (program.CopiedFrom is null)
            return;
        Delete(program.Executable);
        DeleteEmptyFolder(Path.GetDirectoryName(program.Executable)!);
    }

    /// <returns>Whether there was something.</returns>
    public bool Delete(string path) => Guard(path, () =>
    {
        // A link whose target is gone does not exist for File.Exists.
        var file = new FileInfo(Real(path));
        var was = file.Exists || file.LinkTarget is not null;
        file.Delete();
        return was;
    });

    /// <summary>Removes a folder when nothing is in it.</summary>
    public void DeleteEmptyFolder(string path) => Guard(path, () =>
    {
        if (Directory.Exists(Real(path)) && !Directory.EnumerateFileSystemEntries(Real(path)).Any())
            Directory.Delete(Real(path));
        return true;
    });

    private string Real(string path) => root + path;

    private T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing to delete in a folder that is not there.
            return default!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"{Real(path)} cannot be used: {e.Message} {Elevation.Hint}", needsHuman: true, e);
        }
    }

    private static class UnixMode
    {
        public const UnixFileMode Program =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
            UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    }
}
