namespace Byob.Shared.Hubs;

/// <summary>POST to <c>api/workers/{id}/steer</c> (JSON): what a machine is to do from now on.</summary>
/// <param name="Order">Pause, Drain or Resume.</param>
/// <param name="Seconds">How long a pause or drain stands, from 1 second to 30 days; until the next order when left out.</param>
public sealed record SteerRequest(string? Order, double? Seconds = null);
