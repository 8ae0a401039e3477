using System.Globalization;
using Byob.Shared.Hubs;
using Byob.Worker.Member;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Byob.Worker.Commands;

/// <summary>A followed job as it is drawn on a console.</summary>
internal static class WatchView
{
    private const int WordsShown = 10;
    private const int MachinesShown = 8;
    private const int BarWidth = 40;

    public static IRenderable Of(JobSeen seen)
    {
        var (live, job) = (seen.Live, seen.Live.Job);
        var facts = FactGrid.New();
        facts.Add($"Job {job.Number.ToString(CultureInfo.InvariantCulture)}", $"{job.DatasetName}, {StatusLines.Bytes(job.DatasetBytes)}, for {job.Submitter}");
        facts.Add("State", JobLines.HasEnded(job) || job.Reason is null ? JobLines.State(job) : $"{JobLines.State(job)}. {job.Reason}");
        facts.Add("Done", $"{Bar(JobLines.Fraction(job))} {JobLines.Percent(job)}");
        if (job.State == "Running")
            facts.Add("Rate", $"{StatusLines.Bytes(job.BytesPerSecond)}/s, {JobLines.Machines(live)}{(JobLines.Remaining(live) is { } left ? $", {left} left" : "")}");
        if (live.Proof is { } proof)
            facts.Add("Proof", JobLines.Proof(proof));
        if (seen.Away is { } away)
            facts.Add("Master", away);

        List<IRenderable> rows = [facts];
        if (live.Workers.Count > 0)
            rows.Add(Machines(live));
        if (live.TopWords.Count > 0)
            rows.Add(Words(live));
        return new Rows(rows);
    }

    private static Table Machines(JobLive live)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Machine", "Of", "Chunks", "Rate");
        foreach (var machine in live.Workers.OrderByDescending(machine => machine.BytesPerSecond).Take(MachinesShown))
            table.AddRow(new Text(machine.Name), new Text(machine.Owner), new Text(JobLines.Number(machine.Chunks)), new Text($"{StatusLines.Bytes(machine.BytesPerSecond)}/s"));
        if (live.Workers.Count > MachinesShown)
            table.Caption = new TableTitle($"and {JobLines.Number(live.Workers.Count - MachinesShown)} more");
        return table;
    }

    private static Table Words(JobLive live)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(new TableColumn("Word"), new TableColumn(live.TopWordsExact ? "Count" : "Count, at least").RightAligned());
        foreach (var word in live.TopWords.Take(WordsShown))
            table.AddRow(new Text(word.Text), new Text(JobLines.Number(word.Count)));
        return table;
    }

    private static string Bar(double fraction) => FactGrid.Bar((int)Math.Floor(fraction * BarWidth), BarWidth);
}
