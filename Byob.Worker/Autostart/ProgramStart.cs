using Byob.Worker.Settings;

namespace Byob.Worker.Autostart;

/// <summary>How the worker's own program is started, with absolute paths: the single file <c>byob</c>, or <c>dotnet Byob.Worker.dll</c> while it is developed.</summary>
/// <param name="Executable">What the system is to start.</param>
/// <param name="Before">Arguments that come before the worker's own.</param>
internal sealed record ProgramStart(string Executable, IReadOnlyList<string> Before)
{
    private const string Library = "Byob.Worker.dll";

    /// <summary>What is to be put at <see cref="Executable"/> first; null when it lies there for good.</summary>
    public string? CopiedFrom { get; init; }

    /// <summary>How this process was started.</summary>
    public static ProgramStart Own() => Of(Environment.ProcessPath, AppContext.BaseDirectory, File.Exists);

    /// <param name="process">The running executable.</param>
    /// <param name="folder">Where the program's parts lie.</param>
    internal static ProgramStart Of(string? process, string folder, Func<string, bool> exists)
    {
        if (string.IsNullOrEmpty(process))
            throw new WorkerFaultException("The system does not say where this program lies; start it by its full path.", needsHuman: true);
        // A built program that is not one file has its library beside it, and its own starter may need to be told where .NET is; dotnet knows.
        var library = Path.Combine(folder, Library);
        if (string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase))
            return exists(library) ? new(process, ["exec", library]) : throw new WorkerFaultException($"{library} is missing; build the worker first.", needsHuman: true);
        return new(process, []);
    }

    /// <summary>The program as a service of the whole machine may start it: not from somebody's home, which is closed to it and may go away.</summary>
    /// <param name="place">Where to put it, when it is one file.</param>
    /// <param name="homes">Folders that hold homes.</param>
    internal ProgramStart ForMachine(string place, IEnumerable<string> homes)
    {
        var file = Before.Count > 0 ? Before[^1] : Executable;
        if (!homes.Any(home => file.StartsWith(home, StringComparison.OrdinalIgnoreCase)))
            return this;
        return Before.Count == 0
            ? new(place, []) { CopiedFrom = Executable }
            : throw new WorkerFaultException($"{file} lies in somebody's home, which a service of the machine may not see. Put the program elsewhere, or leave --system out.", needsHuman: true);
    }
}
