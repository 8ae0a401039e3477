using System.Runtime.CompilerServices;
using Byob.Shared.Hubs;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>Looks at a job again and again until it ends. A master that is away for a while is waited for.</summary>
internal sealed class JobFollower(MemberClient client, TimeProvider time)
{
    /// <summary>A restart of the master takes seconds; an end that nobody sees would keep a script for ever.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_often = TimeSpan.FromMilliseconds(400);

    /// <summary>What was seen; the last one has ended.</summary>
    /// <exception cref="WorkerFaultException">There is no such job, or the master stays away.</exception>
    public async IAsyncEnumerable<JobSeen> FollowAsync(int number, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? awaySince = null;
        JobLive? last = null;
        while (true)
        {
            JobSeen seen;
            try
            {
                last = await client.LiveAsync(number, cancellationToken);
                awaySince = null;
                seen = new JobSeen(last, null);
            }
            catch (WorkerFaultException e) when (e.MasterAway && last is not null && (awaySince is not { } since || time.GetElapsedTime(since) < Patience))
            {
                awaySince ??= time.GetTimestamp();
                seen = new JobSeen(last, $"The master is away; looking for it. {e.Message}");
            }

            yield return seen;
            if (seen is { Away: null, Live.Job.State: "Done" or "Failed" or "Cancelled" })
                yield break;
            await Task.Delay(s_often, time, cancellationToken);
        }
    }

    /// <summary>The sentence that the master has for the submitter about the job's end, which is then shown; null when it has none.</summary>
    public async Task<string?> TakeNoticeAsync(JobLive live, CancellationToken cancellationToken)
    {
        if (!live.Yours)
            return null;

        try
        {
            var notices = (await client.NoticesAsync(cancellationToken)).Where(notice => notice.Job == live.Job.Id).ToList();
            foreach (var notice in notices)
                await client.SeenAsync(notice.Id, cancellationToken);
            return notices.FirstOrDefault()?.Text;
        }
        catch (WorkerFaultException)
        {
            // The job has ended all the same; the notice waits on the dashboard.
            return null;
        }
    }
}
