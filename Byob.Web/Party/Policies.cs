namespace Byob.Web.Party;

/// <summary>Names of the authorisation policies. The fallback policy is <see cref="Member"/>: nothing is open by accident.</summary>
public static class Policies
{
    /// <summary>A signed-in member (cookie).</summary>
    public const string Member = nameof(Member);

    /// <summary>The host of the party (cookie).</summary>
    public const string Host = nameof(Host);

    /// <summary>An enrolled worker (bearer token).</summary>
    public const string Worker = nameof(Worker);

    /// <summary>Either of the two: a worker acts as its owner.</summary>
    public const string MemberOrWorker = nameof(MemberOrWorker);
}
