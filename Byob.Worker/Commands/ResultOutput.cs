using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Byob.Shared.Hubs;
using Byob.Worker.Member;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>Brings a result to the output: as bytes for pipes, as a table for people, as a document for scripts.</summary>
internal sealed class ResultOutput(MemberClient client, Terminal terminal)
{
    private const int BlockBytes = 128 << 10;

    /// <param name="top">Words; null for all.</param>
    public async Task PourAsync(JobStatus job, ResultForm form, int? top, CancellationToken cancellationToken)
    {
        await terminal.Out.FlushAsync(cancellationToken);
        await using var letters = terminal.Bytes is null ? new MemoryStream() : null;
        await CopyAsync(job, form, top, letters ?? terminal.Bytes!, cancellationToken);
        if (letters is not null)
            await terminal.Out.WriteAsync(Encoding.UTF8.GetString(letters.ToArray()));
        else
            await terminal.Bytes!.FlushAsync(cancellationToken);
    }

    public async Task DrawAsync(JobStatus job, ResultForm form, int top, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(new TableColumn("Word"), new TableColumn("Count").RightAligned());
        foreach (var word in await WordsAsync(job, form, top, cancellationToken))
            table.AddRow(new Text(word.Text), new Text(JobLines.Number(word.Count)));
        var console = terminal.Rich();
        console.Write(new Text(JobLines.End(job) + "\n"));
        console.Write(table);
        if (job.DistinctWords > top)
            console.Write(new Text($"The first {top}. All of them: byob result {job.Number} --download FILE\n"));
    }

    public async Task PrintAsync(JobStatus job, ResultForm form, int top, CancellationToken cancellationToken)
    {
        var words = await WordsAsync(job, form, top, cancellationToken);
        await MemberCommand.PrintAsync(terminal, new
        {
            job,
            by = form.By,
            words = words.Select(word => new { word = word.Text, count = word.Count }),
            summary = await SummaryAsync(job, cancellationToken),
        });
    }

    private async Task<JsonElement> SummaryAsync(JobStatus job, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.JobSummary(job.Number));
        using var answer = await client.ReachAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await client.RefusedAsync(answer, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return document.RootElement.Clone();
    }

    private async Task<List<JobLive.Word>> WordsAsync(JobStatus job, ResultForm form, int top, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        await CopyAsync(job, form with { Format = "tsv" }, top, lines, cancellationToken);
        return [.. Encoding.UTF8.GetString(lines.GetBuffer(), 0, (int)lines.Length)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Select(pair => new JobLive.Word(pair[0], long.Parse(pair[1], CultureInfo.InvariantCulture)))];
    }

    /// <summary>No more is asked of the master than is wanted: after the last line the connection is closed.</summary>
    private async Task CopyAsync(JobStatus job, ResultForm form, int? top, Stream output, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.JobResult(job.Number) + form.Query);
        using var answer = await client.ReachAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await client.RefusedAsync(answer, cancellationToken);

        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        long left = top is { } words ? words + form.HeadLines : long.MaxValue;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int read;
            while (left > 0 && (read = await body.ReadAsync(block, cancellationToken)) > 0)
            {
                var wanted = top is null ? read : LinesIn(block.AsSpan(0, read), ref left);
                await output.WriteAsync(block.AsMemory(0, wanted), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Bytes to the end of the last line that is wanted.</summary>
    private static int LinesIn(ReadOnlySpan<byte> block, ref long left)
    {
        var taken = 0;
        while (left > 0 && block[taken..].IndexOf((byte)'\n') is var end and >= 0)
        {
            taken += end + 1;
            left--;
        }

        return left > 0 ? block.Length : taken;
    }
}
