using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>A machine asks to become a worker of the party.</summary>
/// <param name="MemberName">Name of its owner in the party, at most 40 characters.</param>
/// <param name="Password">The party password; null when a ticket is given.</param>
/// <param name="WorkerName">How the machine is called on the dashboard, at most 40 characters.</param>
/// <param name="Ticket">A short-lived ticket from the page "Join with a machine": it stands for a member and the password. Null when the password is given.</param>
public sealed record EnrolRequest(string? MemberName, string? Password, string WorkerName, string? Ticket = null);

/// <summary>The worker's identity from now on.</summary>
/// <param name="Token">Secret; sent as a bearer token with every call. The master keeps only its hash.</param>
/// <param name="WorkerName">The name in force; the master adds a number when another worker of the party has it.</param>
/// <param name="MemberName">Its owner, as the party writes the name; null from a master that does not say.</param>
public sealed record EnrolReply(WorkerId Worker, string Token, string WorkerName, string PartyName, string? MemberName = null);
