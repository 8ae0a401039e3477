using Byob.Shared.Counting;
using Byob.Shared.Merging;
using Byob.Shared.Partials;
using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Results;

/// <summary>
/// Makes the stored result of a counted job: merges its partials, sorts, writes summary and proof, and shows all of it at once by one
/// rename. Memory is bounded whatever the number of words and partials.
/// </summary>
public sealed partial class ResultBuilder(
    DataFolder folder, MergeDesk merges, ResultFiles files, IOptions<ResultsOptions> options, TimeProvider time, ILogger<ResultBuilder> logger)
{
    /// <summary>Where the merge ends and the words are sorted, on the way from 0 to 1; and where that ends, and where sorting by count ends.</summary>
    private const double MergeShare = 0.5;

    private const double WordsShare = 0.75;
    private const double CountsShare = 0.99;

    private readonly ResultsOptions _options = options.Value;

    /// <summary>Builds and stores the result; a result of the same job is replaced. The partials stay where they are.</summary>
    /// <param name="progress">Told of a fraction from 0 to 1, often, on any thread.</param>
    /// <exception cref="BrokenPartialsException">Some partials are gone or damaged; their ranges have to be counted again.</exception>
    /// <exception cref="InvalidOperationException">The ranges do not cover the dataset exactly, or the name is another result's.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public async Task<BuiltResult> BuildAsync(ResultRequest request, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var proof = ResultProof.Of(request);
        if (!proof.Holds)
            throw new InvalidOperationException($"The done ranges of job {request.JobNumber} do not cover its dataset exactly; there is no result to store.");
        await DemandNameAsync(request, cancellationToken);

        var work = new ResultWorkFolder(folder.Temporary, _options.KeepFreeBytes);
        try
        {
            var totals = await Task.Run(() => WriteWordsAsync(request, work, progress, cancellationToken), cancellationToken);
            using (var summary = work.Create(ResultFiles.Summary))
                ResultFiles.Write(summary.Stream, Summarise(request, proof, totals));
            using (var proofFile = work.Create(ResultFiles.Proof))
                ResultFiles.Write(proofFile.Stream, proof);
            await DemandNameAsync(request, cancellationToken);
            work.PublishAs(files.Folder(request.ResultName));
            progress.Report(1);
            LogBuilt(request.JobNumber, totals.TotalWords, totals.DistinctWords, request.Ranges.Count, time.GetElapsedTime(started));
            return new BuiltResult(totals.TotalWords, totals.DistinctWords);
        }
        catch (BrokenPartialsException broken)
        {
            LogBroken(request.JobNumber, broken.Sha256s.Length);
            throw;
        }
        finally
        {
            work.Delete();
            await merges.ForgetAsync(request.Job);
        }
    }

    private async Task<PartialTotals> WriteWordsAsync(ResultRequest request, ResultWorkFolder work, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var ranges = request.Ranges.Select(range => new MergedRange(range.Start, range.End, range.PartialSha256, range.Words, request.Options)).ToList();
        var merge = await merges.CompleteAsync(request.Job, ranges, new PartOfProgress(progress, 0, MergeShare), cancellationToken);
        var totals = merge.Runs.Count == 0
            ? WriteFromMemory(merge, work, progress, cancellationToken)
            : WriteFromRuns(merge, work, progress, cancellationToken);
        var words = ranges.Sum(range => range.Words);
        if (totals.TotalWords != words)
            throw new InvalidOperationException($"The merge of job {request.JobNumber} lost words: {totals.TotalWords} came out of {words}.");
        return totals;
    }

    private static PartialTotals WriteFromMemory(JobMerge merge, ResultWorkFolder work, IProgress<double> progress, CancellationToken cancellationToken)
    {
        using var sorted = new SortedWords(merge.Shards, Environment.ProcessorCount);
        using var byWord = work.Create(ResultFiles.ByWord);
        var totals = sorted.WriteByWord(byWord.Stream, new PartOfProgress(progress, MergeShare, WordsShare), cancellationToken);
        byWord.Stream.Flush();
        using var byCount = work.Create(ResultFiles.ByCount);
        sorted.WriteByCount(byWord.Path, byCount.Stream, new PartOfProgress(progress, WordsShare, CountsShare), cancellationToken);
        return totals;
    }

    private PartialTotals WriteFromRuns(JobMerge merge, ResultWorkFolder work, IProgress<double> progress, CancellationToken cancellationToken)
    {
        merge.Shards.SpillAll();
        var sorter = new CountSorter(work.Runs, _options);
        PartialTotals totals;
        using (var byWord = work.Create(ResultFiles.ByWord))
        {
            var merger = new RunMerger(work.Runs, _options, new PartOfProgress(progress, MergeShare, WordsShare));
            totals = merger.Merge(merge.Runs, new BothSinks(new TsvWriter(byWord.Stream), sorter), cancellationToken);
        }

        if (totals.DistinctWords != sorter.Count)
            throw new InvalidOperationException($"Sorting by count lost words: {sorter.Count} came out of {totals.DistinctWords}.");
        using (var byCount = work.Create(ResultFiles.ByCount))
            sorter.WriteTo(new TsvWriter(byCount.Stream), cancellationToken);
        return totals;
    }

    private ResultSummary Summarise(ResultRequest request, ResultProof proof, PartialTotals totals) => new(
        request.Job.Value,
        request.JobNumber,
        request.DatasetName,
        request.DatasetSha256,
        request.DatasetLength,
        request.Options,
        LetterTable.UnicodeVersion,
        request.Submitter,
        request.Comment,
        request.SubmittedAt,
        request.StartedAt,
        request.CountedAt,
        time.GetUtcNow(),
        totals.TotalWords,
        totals.DistinctWords,
        proof.Cover)
    {
        DatasetUrl = request.DatasetUrl,
        DatasetValidator = request.DatasetValidator,
    };

    /// <summary>A result of this job may be there, from a master that stopped before it could note it; any other may not.</summary>
    private async Task DemandNameAsync(ResultRequest request, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(files.Folder(request.ResultName)))
            return;
        var there = await files.ReadSummaryAsync(request.ResultName, cancellationToken);
        if (there?.Job != request.Job.Value)
            throw new InvalidOperationException($"The result folder \"{request.ResultName}\" holds another result. Move it away or submit the job under another name.");
    }

    [LoggerMessage(4003, LogLevel.Information, "Job {Number}: stored its result, {Words} words, {DistinctWords} distinct, from {Partials} partials in {Duration}")]
    private partial void LogBuilt(int number, long words, long distinctWords, int partials, TimeSpan duration);

    [LoggerMessage(4004, LogLevel.Warning, "Job {Number}: {Count} stored partials are gone or damaged; their ranges have to be counted again")]
    private partial void LogBroken(int number, int count);
}
