namespace Byob.Web.Live;

/// <summary>What is new in the stream of work since a watcher last asked.</summary>
/// <param name="Reign">Changes when a master begins anew: what was known of the stream no longer holds.</param>
/// <param name="At">The master's clock: Unix time in milliseconds.</param>
/// <param name="Next">What to ask with next time.</param>
/// <param name="Ended">Spans that ended since, oldest first.</param>
/// <param name="Open">All spans that go on.</param>
public sealed record WorkStreamFrame(Guid Reign, long At, long Next, IReadOnlyList<WorkLane> Workers, IReadOnlyList<WorkSpan> Ended, IReadOnlyList<WorkSpan> Open);

/// <param name="Gone">It is lost, or has left.</param>
public sealed record WorkLane(string Name, int Colour, bool Gone);
