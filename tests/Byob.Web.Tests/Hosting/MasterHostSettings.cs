using Microsoft.AspNetCore.Builder;

namespace Byob.Web.Tests.Hosting;

/// <summary>What a test changes of the master that it starts, beyond the command line.</summary>
public sealed record MasterHostSettings
{
    /// <summary>A folder that outlives the host, so that a second one can start over it; null for a folder of its own.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Null: the party makes one up.</summary>
    public string? Password { get; init; } = MasterHost.Password;

    /// <summary>Null: the real clock.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Called last, before the host is built.</summary>
    public Action<WebApplicationBuilder>? Adjust { get; init; }
}
