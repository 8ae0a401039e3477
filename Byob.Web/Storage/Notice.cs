namespace Byob.Web.Storage;

/// <summary>A message to one member: that their job is done, or failed. Nobody else gets it.</summary>
public sealed class Notice
{
    public Guid Id { get; set; }

    public Guid MemberId { get; set; }

    public Guid JobId { get; set; }

    public required string Text { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? SeenAt { get; set; }
}
