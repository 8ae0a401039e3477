namespace Byob.Shared.Hubs;

/// <summary>POST to <see cref="PartyRoutes.DatasetFromUrl"/> (JSON): take a file on the web as a dataset; answered with <see cref="DatasetStatus"/>.</summary>
/// <param name="Url">Of a file that answers range requests.</param>
public sealed record UrlRequest(string? Url);
