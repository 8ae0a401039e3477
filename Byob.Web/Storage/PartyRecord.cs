namespace Byob.Web.Storage;

/// <summary>The party itself: one row, whose key is <see cref="TheOne"/>.</summary>
public sealed class PartyRecord
{
    public const int TheOne = 1;

    public int Id { get; set; } = TheOne;

    public required string Name { get; set; }

    /// <summary>The party password, hashed by Identity's password hasher.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>Reign number of the master that runs now; raised at every start.</summary>
    public long Term { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
