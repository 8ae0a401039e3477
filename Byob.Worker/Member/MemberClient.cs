using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>The party as a member works with it from a terminal. Acts with the token of the state folder: the machine acts for its owner.</summary>
internal sealed class MemberClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private const int LargestAnswer = 32 << 20;

    private readonly string _whence;
    private readonly TimeProvider _time;

    /// <param name="whence">Where the address is written, for the sentence when nobody answers there.</param>
    /// <param name="fingerprint">See <see cref="WorkerSettings.Fingerprint"/>.</param>
    public MemberClient(Uri master, string token, string whence, TimeProvider time, string? fingerprint = null)
    {
        Master = master;
        var handler = new MasterTrust(master, fingerprint).NewHandler();
        handler.ConnectTimeout = s_patience;
        _whence = whence;
        _time = time;
        Http = new HttpClient(handler)
        {
            BaseAddress = MasterAddress.AsBase(master),
            // Texts and results take as long as they take; all other calls are bounded one by one.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Master { get; }

    /// <summary>For what is no small question with a small answer.</summary>
    public HttpClient Http { get; }

    /// <exception cref="WorkerFaultException">This machine has not joined a party.</exception>
    public static MemberClient Open(StateFolder folder, TimeProvider time) =>
        SettingsFile.Read(folder.SettingsPath) is { } settings && folder.ReadToken() is { } token
            ? new MemberClient(settings.Master, token, folder.SettingsPath, time, settings.Fingerprint)
            : throw WorkerFaultException.NotJoined;

    /// <param name="ended">How many of the latest ended jobs there are to be at least, if there are so many.</param>
    public Task<JobStatus[]> JobsAsync(int ended, CancellationToken cancellationToken) => AskAsync<JobStatus[]>($"{PartyRoutes.Jobs}?ended={ended}", cancellationToken);

    /// <exception cref="WorkerFaultException">There is no such job; the message says which there are.</exception>
    public async Task<JobStatus> JobAsync(int number, CancellationToken cancellationToken) =>
        await FindAsync<JobStatus>(PartyRoutes.Job(number), cancellationToken) ?? throw await NoSuchJobAsync(number, cancellationToken);

    /// <inheritdoc cref="JobAsync"/>
    public async Task<JobLive> LiveAsync(int number, CancellationToken cancellationToken) =>
        await FindAsync<JobLive>(PartyRoutes.JobLive(number), cancellationToken) ?? throw await NoSuchJobAsync(number, cancellationToken);

    public Task<JobStatus> SubmitAsync(SubmitJobRequest request, CancellationToken cancellationToken) => PostAsync<SubmitJobRequest, JobStatus>(PartyRoutes.Jobs, request, cancellationToken);

    public async Task CancelAsync(int number, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, PartyRoutes.JobCancel(number), null, cancellationToken);
    }

    public Task<DatasetStatus[]> DatasetsAsync(CancellationToken cancellationToken) => AskAsync<DatasetStatus[]>(PartyRoutes.Datasets, cancellationToken);

    /// <summary>Null when it is not there any more.</summary>
    public Task<DatasetStatus?> DatasetAsync(Guid dataset, CancellationToken cancellationToken) => FindAsync<DatasetStatus>(PartyRoutes.Dataset(dataset), cancellationToken);

    public Task<DatasetStatus> DatasetFromUrlAsync(string url, CancellationToken cancellationToken) =>
        PostAsync<UrlRequest, DatasetStatus>(PartyRoutes.DatasetFromUrl, new UrlRequest(url), cancellationToken);

    public Task<NoticeReply[]> NoticesAsync(CancellationToken cancellationToken) => AskAsync<NoticeReply[]>(PartyRoutes.Notices, cancellationToken);

    public async Task SeenAsync(Guid notice, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, PartyRoutes.NoticeSeen(notice), null, cancellationToken);
    }

    public void Dispose() => Http.Dispose();

    /// <summary>Sends a request, however long its body; the answer is there with its headers.</summary>
    /// <exception cref="WorkerFaultException">The master cannot be reached.</exception>
    public Task<HttpResponseMessage> ReachAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        ReachAsync(() => Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);

    /// <summary>What the master said when it refused.</summary>
    public async Task<WorkerFaultException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var fault = await MasterCalls.RefusedAsync(Master, response, cancellationToken);
        // What is asked for here may be wrong or come too early; only a token that is not good needs its owner.
        return new WorkerFaultException(fault.Message, response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, fault) { MasterAway = fault.MasterAway };
    }

    private async Task<T> AskAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, address, null, cancellationToken);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    private async Task<T?> FindAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, address, null, cancellationToken, HttpStatusCode.NotFound);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<T>(answer, cancellationToken);
    }

    private async Task<TReply> PostAsync<TRequest, TReply>(string address, TRequest request, CancellationToken cancellationToken)
        where TReply : class
    {
        using var answer = await SendAsync(HttpMethod.Post, address, JsonContent.Create(request), cancellationToken);
        return await ReadAsync<TReply>(answer, cancellationToken);
    }

    /// <param name="expected">A refusal that the caller understands by itself.</param>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken, HttpStatusCode? expected = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answer = await ReachAsync(() => Http.SendAsync(request, either.Token), cancellationToken);
        if (answer.IsSuccessStatusCode || answer.StatusCode == expected)
            return answer;
        using (answer)
            throw await RefusedAsync(answer, cancellationToken);
    }

    private async Task<HttpResponseMessage> ReachAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await MasterCalls.SendAsync(Master, send, cancellationToken, isKnown: true);
        }
        catch (WorkerFaultException e) when (e.MasterAway)
        {
            throw new WorkerFaultException($"{e.Message} It is the one in {_whence}.", needsHuman: false, e) { MasterAway = true };
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await answer.Content.ReadFromJsonAsync<T>(cancellationToken) is { } read)
                return read;
        }
        catch (JsonException)
        {
            // Said below: whatever answers there does not speak as this program does.
        }

        throw new WorkerFaultException($"What answers at {Master} is not the master of a party, or one of another version; is the address right?", needsHuman: true);
    }

    private async Task<WorkerFaultException> NoSuchJobAsync(int number, CancellationToken cancellationToken)
    {
        var there = (await JobsAsync(ended: 20, cancellationToken)).Select(job => job.Number).Order().ToList();
        var known = there.Count switch
        {
            0 => "The party has no jobs yet; submit one with: byob submit FILE",
            1 => $"There is job {there[0]} alone.",
            <= 12 => $"There are {string.Join(", ", there)}.",
            _ => $"There are {string.Join(", ", there.TakeLast(12))} and earlier ones.",
        };
        return new WorkerFaultException($"There is no job {number}. {known}", needsHuman: false);
    }
}
