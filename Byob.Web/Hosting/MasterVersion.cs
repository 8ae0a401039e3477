using System.Reflection;

namespace Byob.Web.Hosting;

/// <summary>Which version of the master this is.</summary>
public static class MasterVersion
{
    public static string Current { get; } =
        typeof(MasterVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
