using System.Globalization;
using Byob.Shared.Hubs;
using Byob.Worker.Control;
using Byob.Worker.Status;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Byob.Worker.Commands;

/// <summary>A worker's report as it is drawn on a console.</summary>
internal static class StatusView
{
    private const int BarWidth = 24;

    public static IRenderable Of(WorkerReport report, TimeProvider time)
    {
        var facts = FactGrid.New();
        facts.Add("Worker", $"{report.Worker} (byob {report.Version}, process {report.ProcessId}, since {StatusLines.When(report.StartedAt, time)})");
        facts.Add("Party", report.Party is { } party ? $"{party} at {report.Master}" : report.Master);
        facts.Add("State", State(report, time));
        if (report.Transport is "LongPolling")
            facts.Add("Connection", "long polling: WebSockets are blocked on the way to the master. All works, a little slower.");
        facts.Add("Job", report.Job is { } job ? $"{job.Number}: {job.Dataset}, {StatusLines.Bytes(job.DatasetLength)}, for {job.Submitter}" : "none");
        facts.Add("Rate", $"{StatusLines.Bytes(report.BytesPerSecond)}/s; {StatusLines.Bytes(report.BytesCounted)} in {report.ChunksAccepted.ToString("N0", CultureInfo.InvariantCulture)} chunks since it started");
        facts.Add("Takes", $"{report.Capacity.Slots} at once, {report.Capacity.Prefetch} in advance; {report.CpuPercent.ToString("0", CultureInfo.InvariantCulture)} % of the processor, {StatusLines.Bytes(report.MemoryBytes)} of memory");
        if (report.Chunks.IsEmpty)
            return facts;

        var chunks = new Table().Border(TableBorder.Rounded).AddColumns("Job", "Bytes", "Doing", "Progress");
        foreach (var chunk in report.Chunks)
        {
            chunks.AddRow(
                new Text(chunk.Job.ToString(CultureInfo.InvariantCulture)),
                new Text($"{StatusLines.Bytes(chunk.Start)} + {StatusLines.Bytes(chunk.End - chunk.Start)}"),
                new Text(Doing(chunk.Stage)),
                Bar(chunk));
        }

        return new Rows(facts, chunks);
    }

    /// <summary>One sentence: what it does, or why it does nothing and until when.</summary>
    public static string State(WorkerReport report, TimeProvider time)
    {
        if (report.Connection != ConnectionState.Joined)
            return report.Why;
        if (report.Holds.Count > 0)
        {
            var hold = report.Holds[0];
            var until = hold.Until is { } end ? $" Until {StatusLines.When(end, time)}." : "";
            var more = report.Holds.Count > 1 ? $" Besides: {string.Join(' ', report.Holds.Skip(1).Select(one => one.Reason))}" : "";
            return $"Held. {hold.Reason}{until}{more}";
        }

        return !report.Chunks.IsEmpty ? "Counting." : report.Job is null ? "Idle: the party has no job to count." : "Idle: waits for a chunk.";
    }

    private static string Doing(LeaseStage stage) => stage switch
    {
        LeaseStage.Waiting => "waits",
        LeaseStage.Reading => "reads",
        LeaseStage.Counting => "counts",
        _ => "sends",
    };

    private static Text Bar(WorkerReport.ChunkReport chunk)
    {
        var share = Math.Clamp((double)(chunk.Stage == LeaseStage.Reading ? chunk.BytesRead : chunk.BytesCounted) / Math.Max(1, chunk.End - chunk.Start), 0, 1);
        var full = (int)Math.Round(share * BarWidth);
        return new Text(string.Create(CultureInfo.InvariantCulture, $"{FactGrid.Bar(full, BarWidth)} {share * 100,3:0} %"));
    }
}
