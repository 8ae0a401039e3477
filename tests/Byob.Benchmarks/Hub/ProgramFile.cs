namespace Byob.Benchmarks.Hub;

/// <summary>Finds the product's programs as they were built, in the configuration of this one.</summary>
internal static class ProgramFile
{
    public static string Of(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Byob.Web.sln")))
            root = root.Parent;
        var program = Path.Combine(root?.FullName ?? "", project, "bin", configuration, "net10.0", project + ".dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"Build the solution first: {program} is missing.");
    }
}
