namespace Byob.Web.Party;

/// <summary>The member on whose behalf something is done.</summary>
public sealed record Actor(Guid MemberId, string Name, bool IsHost);
