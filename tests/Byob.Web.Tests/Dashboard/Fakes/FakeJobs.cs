using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;

namespace Byob.Web.Tests.Dashboard.Fakes;

/// <summary>Remembers what a page asked for, and answers as the test says.</summary>
internal sealed class FakeJobs : IJobs
{
    public string? Refusal { get; set; }

    public List<JobSubmission> Submitted { get; } = [];

    public List<string> Asked { get; } = [];

    public List<JobView> History { get; } = [];

    public Task<Outcome<JobView>> SubmitAsync(JobSubmission submission, Actor actor, CancellationToken cancellationToken)
    {
        Submitted.Add(submission);
        return Task.FromResult<Outcome<JobView>>(Refusal is null ? Some.Job(12) : Outcome.Refused(Refusal));
    }

    public Task<Outcome> PauseAsync(JobId id, Actor actor, CancellationToken cancellationToken) => Answer($"pause by {actor.Name}");

    public Task<Outcome> ResumeAsync(JobId id, Actor actor, CancellationToken cancellationToken) => Answer($"resume by {actor.Name}");

    public Task<Outcome> PrioritiseAsync(JobId id, JobPriority priority, Actor actor, CancellationToken cancellationToken) => Answer($"{priority} by {actor.Name}");

    public Task<Outcome> CancelAsync(JobId id, Actor actor, CancellationToken cancellationToken) => Answer($"cancel by {actor.Name}");

    public Task<JobView?> FindAsync(int number, CancellationToken cancellationToken) => Task.FromResult(History.Find(job => job.Number == number));

    public Task<ImmutableArray<JobView>> HistoryAsync(int skip, int take, CancellationToken cancellationToken) =>
        Task.FromResult(History.Skip(skip).Take(take).ToImmutableArray());

    public Task<string> SuggestResultNameAsync(string datasetName, CancellationToken cancellationToken) =>
        Task.FromResult(Path.GetFileNameWithoutExtension(datasetName) + "-1");

    private Task<Outcome> Answer(string asked)
    {
        Asked.Add(asked);
        return Task.FromResult(Refusal is null ? Outcome.Done : Outcome.Refused(Refusal));
    }
}
