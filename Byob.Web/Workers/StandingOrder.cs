using Byob.Shared.Hubs;

namespace Byob.Web.Workers;

/// <summary>What a machine was told from the dashboard and still is to do.</summary>
/// <param name="Kind">Pause or Drain: a machine that is to work has no order.</param>
/// <param name="Until">When it ends by itself; null: with the next order.</param>
/// <param name="By">The member who gave it.</param>
public sealed record StandingOrder(WorkerOrderKind Kind, DateTimeOffset? Until, string By)
{
    /// <summary>For people, without until when; as the worker itself puts it.</summary>
    public string Sentence => Kind == WorkerOrderKind.Pause ? $"Paused by {By} from the dashboard." : $"Told by {By} from the dashboard to finish and take no more.";

    /// <summary>As it is sent: how long from now, since the clocks of machines differ.</summary>
    public WorkerOrder AsSent(DateTimeOffset now) => new(Kind, Until - now, By);
}
