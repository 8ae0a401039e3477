using System.Net;
using Byob.Worker.Connection;
using Byob.Worker.Settings;

namespace Byob.Worker;

/// <summary>Calls to the master over HTTP: what goes wrong with them becomes a sentence that says what to do.</summary>
internal static class MasterCalls
{
    /// <param name="isKnown">The master has been spoken with at this address: one that breaks off is away, and no stranger.</param>
    /// <exception cref="WorkerFaultException">The master cannot be reached.</exception>
    public static async Task<HttpResponseMessage> SendAsync(Uri master, Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken, bool isKnown = false)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException e) when (CertificateRefusedException.In(e) is { } sentence)
        {
            throw new WorkerFaultException(sentence, needsHuman: true, e);
        }
        catch (HttpRequestException e) when (!isKnown && e.HttpRequestError == HttpRequestError.ResponseEnded && master.Scheme == Uri.UriSchemeHttp)
        {
            throw new WorkerFaultException($"What answers at {master} speaks no http. Does the address begin with https://?", needsHuman: true, e);
        }
        catch (HttpRequestException e)
        {
            throw new WorkerFaultException($"{master} cannot be reached: {e.Message.TrimEnd('.')}. Is the master running, and is the address right?", needsHuman: false, e) { MasterAway = true };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WorkerFaultException($"{master} does not answer. Is the master running, and is the address right?", needsHuman: false, e) { MasterAway = true };
        }
    }

    /// <summary>What the master said when it refused, or the likeliest reason.</summary>
    public static async Task<WorkerFaultException> RefusedAsync(Uri master, HttpResponseMessage response, CancellationToken cancellationToken)
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
            HttpStatusCode.InsufficientStorage => new(said ?? "The master has no room for that.", needsHuman: false),
            >= HttpStatusCode.InternalServerError => new(said ?? $"The master answered {(int)response.StatusCode}; try again in a moment.", needsHuman: false) { MasterAway = true },
            _ => new(said ?? $"The master answered {(int)response.StatusCode}; is the address right?", needsHuman: true),
        };
    }
}
