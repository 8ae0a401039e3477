namespace Byob.Web.Party.Access;

/// <summary>Names of the authentication schemes.</summary>
internal static class PartySchemes
{
    /// <summary>The default: a request with a bearer token is a worker's, any other a member's. Never both at once.</summary>
    public const string Party = nameof(Party);

    /// <summary>The cookie of a signed-in member.</summary>
    public const string Member = nameof(Member);

    /// <summary>The bearer token of an enrolled machine.</summary>
    public const string Worker = nameof(Worker);
}
