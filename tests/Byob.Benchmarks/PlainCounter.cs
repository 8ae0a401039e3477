using System.Diagnostics;
using System.Globalization;

namespace Byob.Benchmarks;

/// <summary>A plain counter in C, compiled where a C compiler is found, for comparison.</summary>
internal sealed class PlainCounter : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("byob-c-").FullName;

    private string Program => Path.Combine(_folder, "counter");

    /// <summary>Null when there is no C compiler here.</summary>
    public static PlainCounter? Compile()
    {
        var counter = new PlainCounter();
        try
        {
            using var compiler = Process.Start("cc", ["-O3", "-march=native", "-o", counter.Program, Path.Combine(AppContext.BaseDirectory, "PlainCounter.c")]);
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
                return counter;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is none.
        }

        counter.Dispose();
        return null;
    }

    /// <summary>Seconds of processor time for counting, sorting and printing a file that it has read, and how many words it found.</summary>
    public (double Seconds, long Words) Measure(string file)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$0\" \"$1\" > /dev/null");
        start.ArgumentList.Add(Program);
        start.ArgumentList.Add(file);
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (double.Parse(said[0], CultureInfo.InvariantCulture), long.Parse(said[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
