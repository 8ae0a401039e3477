using System.Security.Claims;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Web.Datasets;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;

namespace Byob.Web.Jobs;

/// <summary>Jobs over HTTP, for command lines and scripts: submit, look, steer.</summary>
public static class JobsApi
{
    public static void MapJobsApi(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/" + PartyRoutes.Jobs).RequireAuthorization(Policies.MemberOrWorker);
        jobs.MapGet("/", ListAsync);
        jobs.MapGet("/{number:int}", FindAsync);
        jobs.MapPost("/", SubmitAsync);
        jobs.MapPost("/{number:int}/pause", (int number, IJobs desk, ClaimsPrincipal user, CancellationToken ct) => SteerAsync(number, desk, id => desk.PauseAsync(id, user.Actor(), ct), ct));
        jobs.MapPost("/{number:int}/resume", (int number, IJobs desk, ClaimsPrincipal user, CancellationToken ct) => SteerAsync(number, desk, id => desk.ResumeAsync(id, user.Actor(), ct), ct));
        jobs.MapPost("/{number:int}/cancel", (int number, IJobs desk, ClaimsPrincipal user, CancellationToken ct) => SteerAsync(number, desk, id => desk.CancelAsync(id, user.Actor(), ct), ct));
        jobs.MapPost("/{number:int}/priority", PrioritiseAsync);
    }

    /// <summary>What is live, and as much of the history as is asked for and not among that.</summary>
    private static async Task<IResult> ListAsync(ILiveParty live, IJobs desk, int ended = 0, CancellationToken cancellationToken = default)
    {
        var now = live.Current.Jobs;
        var known = now.Select(job => job.Number).ToHashSet();
        var past = ended > 0 ? await desk.HistoryAsync(0, ended, cancellationToken) : [];
        return Microsoft.AspNetCore.Http.Results.Ok(now.Concat(past.Where(job => !known.Contains(job.Number))).Select(Status));
    }

    private static async Task<IResult> PrioritiseAsync(int number, SetPriorityRequest request, IJobs desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TermsRules.TryRead<JobPriority>(request.Priority, out var priority)
            ? await SteerAsync(number, desk, id => desk.PrioritiseAsync(id, priority, user.Actor(), cancellationToken), cancellationToken)
            : Nonsense(TermsRules.PriorityWords);

    private static async Task<IResult> SubmitAsync(SubmitJobRequest request, IJobs desk, IDatasets datasets, HttpContext http, CancellationToken cancellationToken)
    {
        if (!TermsRules.TryRead(request.Priority ?? nameof(JobPriority.Normal), out JobPriority priority))
            return Nonsense(TermsRules.PriorityWords);
        if (!TermsRules.TryRead(request.Verification ?? nameof(VerificationMode.Off), out VerificationMode mode))
            return Nonsense(TermsRules.VerificationWords);
        var percent = request.VerificationPercent ?? (mode == VerificationMode.SpotCheck ? TermsRules.UsualPercent : 0);
        var dataset = new DatasetId(request.Dataset);
        var resultName = request.ResultName
            ?? await desk.SuggestResultNameAsync(datasets.All.FirstOrDefault(view => view.Id == dataset)?.Name ?? "", cancellationToken);
        var submission = new JobSubmission(dataset, request.Comment ?? "", new CountOptions(request.FoldCase, request.MinLength), resultName, priority, request.WorkerCap, new Verification(mode, percent));
        var outcome = await desk.SubmitAsync(submission, http.User.Actor(), cancellationToken);
        return outcome.Ok
            ? Microsoft.AspNetCore.Http.Results.Created($"{http.Request.PathBase}/{PartyRoutes.Jobs}/{outcome.Value.Number}", Status(outcome.Value))
            : Microsoft.AspNetCore.Http.Results.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict, title: "The job was not taken");
    }

    private static async Task<IResult> FindAsync(int number, IJobs desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(number, cancellationToken) is { } job ? Microsoft.AspNetCore.Http.Results.Ok(Status(job)) : NoSuchJob(number);

    private static async Task<IResult> SteerAsync(int number, IJobs desk, Func<JobId, Task<Outcome>> order, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(number, cancellationToken) is not { } job)
            return NoSuchJob(number);
        var outcome = await order(job.Id);
        return outcome.Ok
            ? Microsoft.AspNetCore.Http.Results.NoContent()
            : Microsoft.AspNetCore.Http.Results.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict, title: "That cannot be done now");
    }

    private static IResult Nonsense(string sentence) =>
        Microsoft.AspNetCore.Http.Results.Problem(sentence, statusCode: StatusCodes.Status400BadRequest, title: "That is not understood");

    internal static IResult NoSuchJob(int number) =>
        Microsoft.AspNetCore.Http.Results.Problem($"There is no job {number}.", statusCode: StatusCodes.Status404NotFound, title: "No such job");

    internal static JobStatus Status(JobView job) => new(
        job.Number,
        job.Id,
        job.Dataset,
        job.DatasetName,
        job.DatasetLength,
        job.SubmitterName,
        job.State.ToString(),
        job.StateReason ?? job.Waiting,
        job.Comment,
        job.ResultName,
        job.PlaceInLine,
        job.DoneBytes,
        job.CountedBytes,
        job.BytesPerSecond,
        job.MergeFraction,
        job.ChunksDone,
        job.Failures,
        job.TotalWords,
        job.DistinctWords,
        job.SubmittedAt,
        job.StartedAt,
        job.FinishedAt,
        job.Terms.Priority.ToString(),
        job.Terms.WorkerCap,
        job.Terms.Verification.Mode.ToString(),
        job.Terms.Verification.Percent,
        job.VerifiedBytes);
}
