using Byob.Web.Live;

namespace Byob.Web.Dashboard.Presentation;

/// <summary>What a page shows of a snapshot, in a form that compares by value; ages count only as finely as they are written.</summary>
public static class ShownParty
{
    public static object Workers(PartySnapshot party, DateTimeOffset now) =>
        Same.As(party.Workers.Select(worker => (
            worker with { Leases = [], LastHeardAt = default },
            Same.As(worker.Leases),
            Format.Age(worker.LastHeardAt, now))));

    public static object Jobs(PartySnapshot party, DateTimeOffset now) =>
        Same.As(party.Jobs.Select(job => (job, Format.Age(job.FinishedAt ?? job.SubmittedAt, now))));

    public static object Throughput(PartySnapshot party) =>
        party.Throughput.IsDefaultOrEmpty ? (0, default) : (party.Throughput.Length, party.Throughput[^1]);
}
