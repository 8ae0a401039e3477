namespace Byob.Worker.Autostart;

/// <summary>How the service of a worker is; what <c>byob service status --json</c> prints.</summary>
/// <param name="Kind">What starts it: a systemd user unit, a launchd agent and so on.</param>
/// <param name="Definition">The file or the name under which the system knows it.</param>
/// <param name="StartsBy">When the system starts it by itself, as part of a sentence; null when it does not.</param>
/// <param name="Current">Whether what is installed is what <c>service install</c> would write now; null when that cannot be told.</param>
/// <param name="Says">What the system has to say of it; null for nothing.</param>
internal sealed record AutostartStatus(string Kind, string Definition, bool Installed, bool Running, string? StartsBy = null, bool? Current = null, string? Says = null);
