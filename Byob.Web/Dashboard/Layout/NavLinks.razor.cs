using Byob.Web.Dashboard.Presentation;
using Byob.Web.Live;

namespace Byob.Web.Dashboard.Layout;

/// <summary>The way to every page, with what is under way there.</summary>
public sealed partial class NavLinks
{
    private int InQueue => Party.Jobs.Count(JobWords.InQueue);

    private int Alive => Party.Workers.Count(worker => worker.Liveness == WorkerLiveness.Alive);

    protected override object Shown() => (InQueue, Alive);
}
