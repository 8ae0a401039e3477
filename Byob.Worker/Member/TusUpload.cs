using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Byob.Shared.Hubs;
using Byob.Worker.Connection;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>Brings files to the master over tus 1.0.0 (https://tus.io/protocols/resumable-upload): goes on where an earlier upload ended, and after every break.</summary>
internal sealed class TusUpload(MemberClient client, UploadSource source, UploadNote note, IUploadProgress progress, TimeProvider time)
{
    /// <summary>How long a master that takes nothing is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string Version = "1.0.0";
    private static readonly TimeSpan s_question = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(60);

    private readonly BackOff _backOff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10), Random.Shared);
    private long _arrived;
    private long _lastProgress;

    /// <summary>Bytes that had arrived before the upload was taken up.</summary>
    public long ResumedAt { get; private set; }

    /// <summary>Bytes known to have been sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Answers with the dataset when all bytes are there.</summary>
    /// <exception cref="WorkerFaultException">The master does not take them, or is away for too long, or a file has changed.</exception>
    public async Task<Guid> RunAsync(CancellationToken cancellationToken)
    {
        // What the first question meets is said at once; patience is for what breaks off later.
        var offset = await OffsetAsync(cancellationToken);
        if (offset is null)
        {
            note.Keep(await CreateAsync(cancellationToken));
            offset = 0;
        }

        ResumedAt = Sent = _arrived = offset.Value;
        _lastProgress = time.GetTimestamp();
        progress.Begin(ResumedAt);
        while (Sent < source.Length)
        {
            if (await AppendAsync(cancellationToken) is { } trouble)
                await WaitAsync(trouble, cancellationToken);
        }

        if (source.IsUnchanged())
            return note.Upload!.Value;
        await ForgetAsync(cancellationToken);
        throw UploadSource.Changed(source.Name);
    }

    /// <summary>How far an earlier upload is; null when there is none that can go on.</summary>
    private async Task<long?> OffsetAsync(CancellationToken cancellationToken)
    {
        if (note.Upload is not { } upload)
            return null;
        using var answer = await AskAsync(Request(HttpMethod.Head, Address(upload)), cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw await client.RefusedAsync(answer, cancellationToken);
        return Count(answer, "Upload-Length") == source.Length && Count(answer, "Upload-Offset") is { } offset && offset <= source.Length ? offset : null;
    }

    private async Task<Guid> CreateAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, source.Count == 1 ? PartyRoutes.Uploads : PartyRoutes.JoinedUploads);
        if (source.Count == 1)
        {
            request.Headers.Add("Upload-Length", source.Length.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes(source.Name)));
        }
        else
        {
            request.Content = JsonContent.Create(new JoinedUpload(source.Files));
        }

        using var answer = await AskAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await client.RefusedAsync(answer, cancellationToken);
        // Its name alone: behind a proxy, the master may think that it has another address.
        return Guid.TryParse(answer.Headers.Location?.OriginalString.Split('/')[^1], out var upload)
            ? upload
            : throw new WorkerFaultException($"What answers at {client.Master} does not take uploads as a master of a party does.", needsHuman: true);
    }

    /// <summary>Sends what is missing. Null when all is there; else why not, if it can go on.</summary>
    private async Task<string?> AppendAsync(CancellationToken cancellationToken)
    {
        using var stalled = new Stall(time, s_stall, cancellationToken);
        using var content = new UploadContent(source, Sent, offset =>
        {
            stalled.Moved();
            progress.At(offset);
        });
        using var request = Request(HttpMethod.Patch, Address(note.Upload!.Value));
        request.Headers.Add("Upload-Offset", Sent.ToString(CultureInfo.InvariantCulture));
        // A refusal then comes instead of the bytes, not against their stream.
        request.Headers.ExpectContinue = true;
        request.Content = content;
        try
        {
            using var answer = await client.ReachAsync(request, stalled.Token);
            if (answer.IsSuccessStatusCode && Count(answer, "Upload-Offset") is { } offset)
            {
                Sent = offset;
                return offset == source.Length ? null : "The master has not got all of it.";
            }

            var refusal = await client.RefusedAsync(answer, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.Conflict or HttpStatusCode.Locked or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => refusal.Message,
                _ when refusal.MasterAway => refusal.Message,
                _ => throw refusal,
            };
        }
        catch (WorkerFaultException e) when (e.MasterAway && content.Fault is null)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{client.Master} has taken nothing for {s_stall.TotalSeconds:0} s.";
        }
        catch (Exception) when (content.Fault is { } fault)
        {
            await ForgetAsync(cancellationToken);
            throw fault;
        }
    }

    /// <summary>Waits a while, then asks how far the upload is.</summary>
    private async Task WaitAsync(string trouble, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (time.GetElapsedTime(_lastProgress) > Patience)
                throw new WorkerFaultException($"{trouble} Nothing has arrived for {Patience.TotalMinutes:0} minutes. Say the same again later: it goes on from {Share()}.", needsHuman: false) { MasterAway = true };
            progress.Say($"{trouble} Trying again; what has arrived is kept.");
            await Task.Delay(_backOff.Next(), time, cancellationToken);
            try
            {
                if (await OffsetAsync(cancellationToken) is not { } offset)
                {
                    note.Keep(null);
                    throw new WorkerFaultException("The upload is gone from the master; it may have been deleted. Say the same again, and it begins anew.", needsHuman: false);
                }

                if (offset > _arrived)
                {
                    _lastProgress = time.GetTimestamp();
                    _backOff.Reset();
                }

                Sent = _arrived = offset;
                progress.At(offset);
                return;
            }
            catch (WorkerFaultException e) when (e.MasterAway)
            {
                trouble = e.Message;
            }
        }
    }

    private string Share() => string.Create(CultureInfo.InvariantCulture, $"{_arrived * 100.0 / source.Length:0.0} %");

    /// <summary>Frees the room that the upload takes at the master; if that fails, the master does it after some days.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var upload = note.Upload!.Value;
        note.Keep(null);
        try
        {
            using var answer = await AskAsync(Request(HttpMethod.Delete, Address(upload)), cancellationToken);
        }
        catch (WorkerFaultException)
        {
            // As said.
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var stalled = new Stall(time, s_question, cancellationToken);
            try
            {
                return await client.ReachAsync(request, stalled.Token);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new WorkerFaultException($"{client.Master} does not answer.", needsHuman: false, e) { MasterAway = true };
            }
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", Version);
        return request;
    }

    private static string Address(Guid upload) => $"{PartyRoutes.Uploads}/{upload:D}";

    private static long? Count(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>A token that is cancelled when nothing has moved for a while.</summary>
    private sealed class Stall : IDisposable
    {
        private readonly TimeSpan _patience;
        private readonly CancellationTokenSource _over;
        private readonly CancellationTokenSource _either;

        public Stall(TimeProvider time, TimeSpan patience, CancellationToken cancellationToken)
        {
            _patience = patience;
            _over = new CancellationTokenSource(patience, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
        }

        public CancellationToken Token => _either.Token;

        public void Moved() => _over.CancelAfter(_patience);

        public void Dispose()
        {
            _either.Dispose();
            _over.Dispose();
        }
    }
}
