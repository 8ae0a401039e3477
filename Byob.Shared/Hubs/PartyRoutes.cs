using System.Globalization;
using Byob.Shared.Chunks;

namespace Byob.Shared.Hubs;

/// <summary>The addresses that a worker knows of its master, relative to the master's base address.</summary>
public static class PartyRoutes
{
    /// <summary>The SignalR hub.</summary>
    public const string Hub = "hub/party";

    /// <summary>POST <see cref="EnrolRequest"/>, answered with <see cref="EnrolReply"/> (JSON).</summary>
    public const string Enrol = "api/enrol";

    /// <summary>POST by a signed-in member makes a ticket to join with, answered with <c>{"ticket","expiresAt","uses"}</c>.</summary>
    public const string Tickets = "api/tickets";

    /// <summary>Where tus uploads are created.</summary>
    public const string Uploads = "api/uploads";

    /// <summary>POST to it creates a tus upload of several files that become one dataset.</summary>
    public const string JoinedUploads = "api/uploads/joined";

    /// <summary>GET lists datasets; POST to <c>api/datasets/folder</c> takes files of the master's folder, to <c>api/datasets/url</c> an address on the web.</summary>
    public const string Datasets = "api/datasets";

    /// <summary>POST <see cref="UrlRequest"/>, answered with <see cref="DatasetStatus"/>.</summary>
    public const string DatasetFromUrl = "api/datasets/url";

    /// <summary>
    /// GET lists jobs: unfinished ones in the order of the queue, then ended ones, newest first; <c>?ended=N</c> brings at least the latest N of these.
    /// POST <see cref="SubmitJobRequest"/> queues one. Both answer with <see cref="JobStatus"/>.
    /// </summary>
    public const string Jobs = "api/jobs";

    /// <summary>GET lists what the caller alone is to be told, newest first: <see cref="NoticeReply"/>.</summary>
    public const string Notices = "api/notices";

    /// <summary>POST to <c>api/workers/{id}/take-back</c> gives a machine that was set aside work again; to <c>api/workers/{id}/steer</c> (<see cref="SteerRequest"/>) pauses, drains or resumes one.</summary>
    public const string Workers = "api/workers";

    /// <summary>DELETE takes the machine whose token it comes with out of the party.</summary>
    public const string ThisWorker = "api/workers/me";

    /// <summary>GET is answered with <see cref="DatasetSourceReply"/>, or with 204 when the master itself has the bytes.</summary>
    public static string DatasetSource(DatasetId dataset) => $"api/datasets/{dataset.Value:D}/source";

    /// <summary>GET <see cref="DatasetStatus"/>.</summary>
    public static string Dataset(Guid dataset) => $"api/datasets/{dataset:D}";

    /// <summary>GET <see cref="JobStatus"/>.</summary>
    public static string Job(int number) => string.Create(CultureInfo.InvariantCulture, $"{Jobs}/{number}");

    /// <summary>GET <see cref="Hubs.JobLive"/>: for whoever follows a job.</summary>
    public static string JobLive(int number) => Job(number) + "/live";

    /// <summary>POST; 204, or a problem that says why not.</summary>
    public static string JobCancel(int number) => Job(number) + "/cancel";

    /// <summary>GET <c>?format=F&amp;by=count|word</c>; formats are tsv, csv, jsonl and lab.</summary>
    public static string JobResult(int number) => Job(number) + "/result";

    /// <summary>GET: what was counted, and what came of it (JSON).</summary>
    public static string JobSummary(int number) => Job(number) + "/summary";

    /// <summary>POST: the notice has been shown to the one whom it is for.</summary>
    public static string NoticeSeen(Guid notice) => $"{Notices}/{notice:D}/seen";

    public const string Health = "health";

    /// <summary>GET with a Range header; answers 206 with exactly those bytes, or a problem (RFC 9457).</summary>
    public static string DatasetBytes(DatasetId dataset) => $"api/datasets/{dataset.Value:D}/bytes";
}
