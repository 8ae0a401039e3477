namespace Byob.Web.Storage;

/// <summary>A ticket that lets machines in for its maker, for a short time. Kept as a SHA-256 hash; the ticket itself is random.</summary>
public sealed class JoinTicketRecord
{
    public Guid Id { get; set; }

    public required byte[] Hash { get; set; }

    /// <summary>Whom it stands for.</summary>
    public Guid MemberId { get; set; }

    /// <summary>SHA-256 of the party password's hash when it was made: with another password the ticket is void.</summary>
    public required byte[] PasswordStamp { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Machines that it lets in yet.</summary>
    public int UsesLeft { get; set; }
}
