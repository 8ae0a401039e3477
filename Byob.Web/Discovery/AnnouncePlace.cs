namespace Byob.Web.Discovery;

/// <param name="Port">UDP port on which questions come.</param>
internal sealed record AnnouncePlace(int Port);
