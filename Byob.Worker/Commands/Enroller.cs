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
        using var response = await SendAsync(() => _http.PostAsJsonAsync(PartyRoutes.Enrol, request, cancellationToken), cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await RefusedAsync(response, cancellationToken);

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
        using var response = await SendAsync(() => _http.SendAsync(request, cancellationToken), cancellationToken);
        return response.IsSuccessStatusCode
            ? true
            : response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? false
                : throw await RefusedAsync(response, cancellationToken);
    }

    /// <summary>Whether the master says that it is well, and what its clock says; null when it does not tell.</summary>
    /// <exception cref="WorkerFaultException">It cannot be reached, or is no master.</exception>
    public async Task<(bool Well, DateTimeOffset? Clock)> HealthAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => _http.GetAsync(new Uri(PartyRoutes.Health, UriKind.Relative), cancellationToken), cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
            throw await RefusedAsync(response, cancellationToken);
        return (response.IsSuccessStatusCode, response.Headers.Date);
    }

    /// <summary>Ends the token: the machine is no worker of the party any more.</summary>
    /// <exception cref="WorkerFaultException">The master cannot be reached.</exception>
    public async Task LeaveAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PartyRoutes.ThisWorker);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await SendAsync(() => _http.SendAsync(request, cancellationToken), cancellationToken);
        // A token that the party does not know is as good as ended.
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Unauthorized)
            throw await RefusedAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException e) when (CertificateRefusedException.In(e) is { } sentence)
        {
            throw new WorkerFaultException(sentence, needsHuman: true, e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded && master.Scheme == Uri.UriSchemeHttp)
        {
            throw new WorkerFaultException($"What answers at {master} speaks no http. Does the address begin with https://?", needsHuman: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new WorkerFaultException($"{master} cannot be reached: {e.Message}. Is the master running, and is the address right?", needsHuman: false, e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkerFaultException($"{master} does not answer. Is the master running, and is the address right?", needsHuman: false, e);
        }
    }

    private async Task<WorkerFaultException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var said = await ProblemSentence.ReadAsync(response, cancellationToken);
        var wait = response.Headers.RetryAfter?.Delta is { } delta ? $" Try again in {delta.TotalSeconds:0} seconds." : "";
        return response.StatusCode switch
        {
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => new(
                $"{master} sends on to {response.Headers.Location}, which a worker does not follow. Join at the address that it leads to.", needsHuman: true),
            HttpStatusCode.Unauthorized => new(said ?? "The party password is wrong. Ask the host for it.", needsHuman: true),
            HttpStatusCode.Forbidden => new(said ?? "The party does not let you in. Ask the host to invite you.", needsHuman: true),
            HttpStatusCode.TooManyRequests => new((said ?? "There were too many tries.") + wait, needsHuman: false),
            HttpStatusCode.NotFound => new(said ?? $"There is no party at {master}; is the address right?", needsHuman: true),
            >= HttpStatusCode.InternalServerError => new(said ?? $"The master answered {(int)response.StatusCode}; try again in a moment.", needsHuman: false),
            _ => new(said ?? $"The master answered {(int)response.StatusCode}; is the address right?", needsHuman: true),
        };
    }
}
