using System.Reflection;
using Byob.Shared.Chunks;
using Byob.Web.Ledger;
using NetArchTest.Rules;
using Xunit;

namespace Byob.Web.Tests.Architecture;

/// <summary>Keeps the house as it is drawn: references go one way, and the ledger stays pure.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Shared = typeof(ByteRange).Assembly;
    private static readonly Assembly Worker = Assembly.Load("Byob.Worker");
    private static readonly Assembly Web = typeof(JobLedger).Assembly;

    [Fact]
    public void Shared_ReferencesNeitherWorkerNorWebNorServerLibraries()
    {
        AssertNoReference(Shared, "Byob.Worker", "Byob.Web", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions");
    }

    [Fact]
    public void Worker_ReferencesNeitherWebNorTheDatabase()
    {
        AssertNoReference(Worker, "Byob.Web", "Microsoft.AspNetCore.Server", "Microsoft.AspNetCore.Components", "Microsoft.EntityFrameworkCore");
    }

    [Fact]
    public void Ledger_DependsOnNoInputOutputClockLoggerLockOrServer()
    {
        string[] forbidden =
        [
            "System.IO", "System.Net", "System.Threading", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Random",
            "Microsoft.Extensions.Logging", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Byob.Web.Storage", "Byob.Web.Jobs", "Byob.Web.Workers",
            "Byob.Web.Live", "Byob.Web.Datasets", "Byob.Web.Results", "Byob.Web.Party",
        ];
        var ledger = Types.InAssembly(Web).That().ResideInNamespace("Byob.Web.Ledger");

        var verdict = ledger.ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        Assert.True(verdict.IsSuccessful, "Not pure: " + string.Join(", ", verdict.FailingTypeNames ?? []));
        Assert.NotEmpty(ledger.GetTypes());
    }

    [Fact]
    public void Clock_IsReadOnlyThroughTimeProvider()
    {
        // The build bans DateTime.Now and its like; this keeps the ban itself in place.
        var banned = File.ReadAllText(Path.Combine(RepositoryRoot(), "BannedSymbols.txt"));

        Assert.Contains("P:System.DateTimeOffset.UtcNow", banned, StringComparison.Ordinal);
        Assert.Contains("M:System.Threading.Tasks.Task.Delay(System.TimeSpan)", banned, StringComparison.Ordinal);
    }

    private static void AssertNoReference(Assembly assembly, params string[] prefixes) =>
        Assert.DoesNotContain(assembly.GetReferencedAssemblies(), name => prefixes.Any(prefix => name.Name!.StartsWith(prefix, StringComparison.Ordinal)));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "BannedSymbols.txt")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
