using Microsoft.AspNetCore.Identity;

namespace Byob.Web.Storage;

/// <summary>A person of the party. Members have no password of their own: they sign in with their name and the party's.</summary>
public sealed class Member : IdentityUser<Guid>
{
    /// <summary>May invite, remove, hand over and change the password.</summary>
    public bool IsHost { get; set; }

    public DateTimeOffset JoinedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }
}
