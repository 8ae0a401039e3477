using Byob.Shared.Chunks;

namespace Byob.Web.Party;

/// <summary>Who the built-in worker is in this run of the master. A class and not a record: a record would print the token.</summary>
public sealed class BuiltInIdentity(WorkerId worker, string name, string token)
{
    public WorkerId Worker { get; } = worker;

    public string Name { get; } = name;

    /// <summary>Secret; it lives in memory only.</summary>
    public string Token { get; } = token;
}
