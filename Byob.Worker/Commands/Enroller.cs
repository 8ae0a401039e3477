using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Settings;

namespace Byob.Worker.Commands;

/// <summary>Makes a machine a worker of a party, and finds out whether it is one still.</summary>
internal sealed class Enroller(Uri master, string? fingerprint) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new MasterTrust(master, fingerprint).NewHandler())
    {
        BaseAddress = MasterAddress.AsBase(master),
        Timeout = s_patience,
        MaxResponseContentBufferSize = 64 << 10,
    };

    /// <exception cref="WorkerFaultException">The party does not take the machine, or cannot be reached.</exception>
    public async Task<EnrolReply> EnrolAsync(EnrolRequest request, CancellationToken cancellationToken)
    {
        using var response = await MasterCalls.SendAsync(master, () => _http.PostAsJsonAsync(PartyRoutes.Enrol, request, cancellationToken), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await MasterCalls.RefusedAsync(master, response, cancellationToken);

        try
        {
            var reply = await response.Content.ReadFromJsonAsync<EnrolReply>(cancellationToken);
            if (reply is { Token.Length: > 0 })
                return reply;
        }
        catch (JsonException)
        {
            // Said below: whatever answers there, it is no master.
        }

        throw new WorkerFaultException($"What answers at {master} is not the master of a party; is the address right?", needsHuman: true);
    }

    /// <summary>Whether the party still knows the token: asks for a connection to the hub and does not open it.</summary>
    public async Task<bool> KnowsAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PartyRoutes.Hub + "/negotiate?negotiateVersion=1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await MasterCalls.SendAsync(master, () => _http.SendAsync(request, cancellationToken), cancellationToken);
        return response.IsSuccessStatusCode
            ? true
            : response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? false
                : throw await MasterCalls.RefusedAsync(master, response, cancellationToken);
    }

    /// <summary>Whether the master says that it is well, and what its clock says; null when it does not tell.</summary>
    /// <exception cref="WorkerFaultException">It cannot be reached, or is no master.</exception>
    public async Task<(bool Well, DateTimeOffset? Clock)> HealthAsync(CancellationToken cancellationToken)
    {
        using var response = await MasterCalls.SendAsync(master, () => _http.GetAsync(new Uri(PartyRoutes.Health, UriKind.Relative), cancellationToken), cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
            throw await MasterCalls.RefusedAsync(master, response, cancellationToken);
        return (response.IsSuccessStatusCode, response.Headers.Date);
    }

    /// <summary>Ends the token: the machine is no worker of the party any more.</summary>
    /// <exception cref="WorkerFaultException">The master cannot be reached.</exception>
    public async Task LeaveAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PartyRoutes.ThisWorker);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await MasterCalls.SendAsync(master, () => _http.SendAsync(request, cancellationToken), cancellationToken);
        // A token that the party does not know is as good as ended.
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Unauthorized)
            throw await MasterCalls.RefusedAsync(master, response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
