namespace Byob.Web.Storage;

/// <summary>A name that may join. While there is none, anyone with the password may.</summary>
public sealed class Invitation
{
    /// <summary>The invited name in upper case; the key.</summary>
    public required string NormalizedName { get; set; }

    public required string Name { get; set; }

    public required string InvitedBy { get; set; }

    public DateTimeOffset InvitedAt { get; set; }
}
