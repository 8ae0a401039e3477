using Microsoft.Extensions.Configuration.Memory;

namespace Byob.Web.Hosting;

/// <summary>Configuration that holds while nothing else (command line, environment, settings file) says otherwise.</summary>
internal static class HostDefaults
{
    /// <summary>Every address of this machine, so that friends on the network reach the party.</summary>
    public const string Urls = "http://*:5150";

    /// <summary>The same for a master that has a certificate.</summary>
    private const string SecureUrls = "https://*:5150";

    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        // The built-in worker says itself, in one line, that its connection broke.
        ["Logging:LogLevel:Microsoft.AspNetCore.SignalR.Client"] = "None",
        // The keys lie unencrypted in a database that only this account may read; the framework warns of it at every key.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ",
    };

    public static void AddTo(ConfigurationManager configuration)
    {
        var values = new Dictionary<string, string?>(Values);
        // Container images name their ports this way, and a default for the addresses would silence them.
        if (configuration["http_ports"] is null && configuration["https_ports"] is null)
            values[WebHostDefaults.ServerUrlsKey] = HasCertificate(configuration) ? SecureUrls : Urls;
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }

    private static bool HasCertificate(ConfigurationManager configuration) =>
        configuration[GivenCertificate.PathKey] is { Length: > 0 }
        || (bool.TryParse(configuration[$"{HostingOptions.Section}:{nameof(HostingOptions.SelfMadeCertificate)}"], out var made) && made);
}
