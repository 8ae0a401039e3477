using System.Reflection;
using System.Runtime.InteropServices;
using Byob.Shared.Hubs;

namespace Byob.Worker.Connection;

/// <summary>Describes the machine and the program to the master.</summary>
internal static class ThisMachine
{
    public static string WorkerVersion { get; } =
        typeof(ThisMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static MachineDescription Describe() => new(
        Environment.MachineName,
        RuntimeInformation.OSDescription,
        RuntimeInformation.OSArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);
}
