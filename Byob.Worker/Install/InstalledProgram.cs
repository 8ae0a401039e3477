namespace Byob.Worker.Install;

/// <summary>
/// The program as the join script put it below its user's home: <c>bin/byob</c>, and beside <c>bin</c> a file that says so and names
/// the link to it, if one was made. What no script installed (a clone of the repository, a package) is nobody's to take away.
/// </summary>
internal sealed class InstalledProgram
{
    /// <summary>Written by the join scripts: its first line is the path of the link, or empty.</summary>
    public const string Marker = "installed-by-join";

    private readonly string _program;
    private readonly string _home;

    private InstalledProgram(string program, string home) => (_program, _home) = (program, home);

    /// <param name="program">Path of the program, for which <see cref="Environment.ProcessPath"/> is asked.</param>
    /// <returns>Null when no join script installed it.</returns>
    public static InstalledProgram? Find(string? program)
    {
        if (program is null || Path.GetDirectoryName(program) is not { } bin || Path.GetFileName(bin) != "bin" || Path.GetDirectoryName(bin) is not { } home)
            return null;
        return File.Exists(Path.Combine(home, Marker)) ? new InstalledProgram(program, home) : null;
    }

    /// <summary>Takes program, link and folders away; folders only when nothing else is in them.</summary>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    public void Remove()
    {
        var marker = Path.Combine(_home, Marker);
        if (File.ReadLines(marker).FirstOrDefault() is { Length: > 0 } link && new FileInfo(link) is { LinkTarget: { } target } && target == _program)
            File.Delete(link);
        File.Delete(_program);
        File.Delete(marker);
        RemoveIfEmpty(Path.GetDirectoryName(_program)!);
        RemoveIfEmpty(_home);
    }

    public override string ToString() => _program;

    private static void RemoveIfEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }
}
