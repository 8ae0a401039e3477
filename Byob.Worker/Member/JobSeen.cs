using Byob.Shared.Hubs;

namespace Byob.Worker.Member;

/// <param name="Live">The newest that is known.</param>
/// <param name="Away">Why it may be old, in a sentence; null when it is not.</param>
internal sealed record JobSeen(JobLive Live, string? Away);
