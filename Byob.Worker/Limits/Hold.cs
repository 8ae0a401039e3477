namespace Byob.Worker.Limits;

/// <summary>A reason for which a worker takes no chunks.</summary>
/// <param name="Reason">A sentence for people, without until when.</param>
/// <param name="Until">When it ends by itself; null when that is not known.</param>
/// <param name="AtOnce">What is being counted goes back; else it is counted to its end.</param>
public sealed record Hold(HoldCause Cause, string Reason, DateTimeOffset? Until = null, bool AtOnce = true);
