using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Byob.Web.Results;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class DownloadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "result-by-count.tsv", "text/tab-separated-values", true)]
    [InlineData("?format=tsv-by-count", "result-by-count.tsv", "text/tab-separated-values", true)]
    [InlineData("?format=tsv-by-word", "result-by-word.tsv", "text/tab-separated-values", true)]
    [InlineData("?format=csv", "result.csv", "text/csv", false)]
    [InlineData("?format=jsonl", "result.jsonl", "application/jsonl", false)]
    [InlineData("?format=lab", "result.txt", "text/plain", false)]
    [InlineData("?format=tsv", "result-by-count.tsv", "text/tab-separated-values", true)]
    [InlineData("?format=tsv&by=word", "result-by-word.tsv", "text/tab-separated-values", true)]
    [InlineData("?format=csv&by=word", "result.csv", "text/csv", false)]
    [InlineData("?format=jsonl&by=word", "result.jsonl", "application/jsonl", false)]
    [InlineData("?format=lab&by=count", "result.txt", "text/plain", false)]
    public async Task Result_InEveryFormat_IsTheCount(string query, string fileName, string contentType, bool asItIs)
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await DoneAsync(host, CountedJob.Words(60_000));

        using var response = await host.Client().GetAsync(new Uri($"api/jobs/7/result{query}", UriKind.Relative), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(fileName, response.Content.Headers.ContentDisposition.FileName);
        Assert.Equal(Expected(job, query), await response.Content.ReadAsStringAsync(Stop));
        if (asItIs)
            Assert.Equal((await response.Content.ReadAsByteArrayAsync(Stop)).Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Result_AsJsonLines_IsJsonOnEachLine()
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, ["é", "é", "𝒳"]);

        var lines = (await host.Client().GetStringAsync(new Uri("api/jobs/7/result?format=jsonl", UriKind.Relative), Stop)).TrimEnd('\n').Split('\n');

        Assert.Equal([("é", 2), ("𝒳", 1)], lines.Select(line => JsonDocument.Parse(line).RootElement).Select(line => (line.GetProperty("word").GetString()!, line.GetProperty("count").GetInt32())));
    }

    [Fact]
    public async Task Result_WithWordsLongerThanTheBuffer_IsWhole()
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, [new string('a', 300_000), "b", new string('c', 128 << 10)]);

        var json = await host.Client().GetStringAsync(new Uri("api/jobs/7/result?format=jsonl", UriKind.Relative), Stop);

        string[] words = [new string('a', 300_000), "b", new string('c', 128 << 10)];
        Assert.Equal(string.Concat(words.Select(word => $"{{\"word\":\"{word}\",\"count\":1}}\n")), json);
        Assert.Empty(await host.Results.TopAsync("result", 5, Stop));
    }

    [Fact]
    public async Task Result_WithoutWords_HasTheHeaderOnly()
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, []);

        Assert.Equal("word,count\n", await host.Client().GetStringAsync(new Uri("api/jobs/7/result?format=csv", UriKind.Relative), Stop));
        Assert.Equal("", await host.Client().GetStringAsync(new Uri("api/jobs/7/result?format=lab", UriKind.Relative), Stop));
    }

    [Fact]
    public async Task Result_ARangeOfTheFile_CanBeAskedFor()
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, ["alpha", "beta"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/jobs/7/result?format=tsv-by-word");
        request.Headers.Range = new RangeHeaderValue(8, null);

        using var response = await host.Client().SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("beta\t1\n", await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task SummaryAndProof_AreTheStoredFiles()
    {
        await using var host = await ResultsHost.StartAsync();
        var job = await DoneAsync(host, ["alpha", "beta", "alpha"]);

        var summary = await host.Client().GetFromJsonAsync<ResultSummary>("api/jobs/7/summary", Stop);
        var proof = await host.Client().GetFromJsonAsync<ResultProof>("api/jobs/7/proof", Stop);

        Assert.Equal((3, 2), (summary!.Words, summary.DistinctWords));
        Assert.Equal(job.Request.Ranges.OrderBy(range => range.Start), proof!.Ranges);
    }

    [Theory]
    [InlineData(JobState.Queued, "not done yet")]
    [InlineData(JobState.Running, "not done yet")]
    [InlineData(JobState.Paused, "not done yet")]
    [InlineData(JobState.Finishing, "not done yet")]
    [InlineData(JobState.Failed, "without a result")]
    [InlineData(JobState.Cancelled, "without a result")]
    public async Task Anything_OfAJobThatIsNotDone_SaysSo(JobState state, string sentence)
    {
        await using var host = await ResultsHost.StartAsync();
        await host.AddJobAsync(7, state, "result");

        foreach (var what in new[] { "result", "summary", "proof" })
            Assert.Contains(sentence, await ProblemAsync(host, $"api/jobs/7/{what}", HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_ThatIsNotThere_SaysSo()
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, ["one"]);
        await host.AddJobAsync(8, JobState.Done, "gone");

        Assert.Contains("no job 9", await ProblemAsync(host, "api/jobs/9/result", HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("no longer on this master", await ProblemAsync(host, "api/jobs/8/result", HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("by=count or by=word", await ProblemAsync(host, "api/jobs/7/result?by=length", HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("tsv-by-count, tsv-by-word, csv, jsonl, lab", await ProblemAsync(host, "api/jobs/7/result?format=xlsx", HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("result")]
    [InlineData("summary")]
    [InlineData("proof")]
    public async Task Anything_WithoutSignIn_IsRefused(string what)
    {
        await using var host = await ResultsHost.StartAsync();
        await DoneAsync(host, ["one"]);

        using var response = await host.Client(signedIn: false).GetAsync(new Uri($"api/jobs/7/{what}", UriKind.Relative), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<CountedJob> DoneAsync(ResultsHost host, string[] words)
    {
        var job = await CountedJob.CountAsync(host, words, 3);
        await host.Builder.BuildAsync(job.Request, new Progress<double>(), Stop);
        await host.AddJobAsync(7, JobState.Done, "result");
        return job;
    }

    private static string Expected(CountedJob job, string query) => query switch
    {
        "" or "?format=tsv-by-count" or "?format=tsv" => job.ByCount,
        "?format=tsv-by-word" or "?format=tsv&by=word" => job.ByWord,
        "?format=csv&by=word" => "word,count\n" + job.ByWord.Replace('\t', ','),
        "?format=lab&by=count" => job.ByCount.Replace('\t', ' '),
        "?format=jsonl&by=word" => JsonLines(job.ByWord),
        "?format=csv" => "word,count\n" + job.ByCount.Replace('\t', ','),
        "?format=lab" => job.ByWord.Replace('\t', ' '),
        _ => JsonLines(job.ByCount),
    };

    private static string JsonLines(string tsv) =>
        string.Concat(tsv.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).Select(line => $"{{\"word\":\"{line[0]}\",\"count\":{line[1]}}}\n"));

    private static async Task<string> ProblemAsync(ResultsHost host, string path, HttpStatusCode status)
    {
        using var response = await host.Client().GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return (await response.Content.ReadFromJsonAsync<ProblemDetails>(Stop))!.Detail!;
    }
}
