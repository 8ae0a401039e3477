using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>A message to one member alone, not seen yet: their job is done, or stopped. GET <see cref="PartyRoutes.Notices"/> lists them (JSON).</summary>
public sealed record NoticeReply(Guid Id, JobId Job, string Text, DateTimeOffset At);
