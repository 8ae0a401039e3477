using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Partials;
using Byob.Web.Results;
using Xunit;

namespace Byob.Web.Tests.Results;

/// <summary>A text whose words are known, cut into ranges, counted as a worker does, with its partials in the inbox.</summary>
internal sealed class CountedJob
{
    private readonly string[] _words;

    private CountedJob(string[] words, ResultRequest request) => (_words, Request) = (words, request);

    public ResultRequest Request { get; }

    /// <summary>What by-word.tsv has to be.</summary>
    public string ByWord => Tsv(Counts().OrderBy(word => Encoding.UTF8.GetBytes(word.Key), Bytes.Instance));

    /// <summary>What by-count.tsv has to be.</summary>
    public string ByCount => Tsv(Counts().OrderByDescending(word => word.Value).ThenBy(word => Encoding.UTF8.GetBytes(word.Key), Bytes.Instance));

    public int Total => _words.Length;

    public int Distinct => _words.Distinct().Count();

    /// <summary>Words of a few scripts, some frequent, many rare, the same for the same seed.</summary>
    public static string[] Words(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] ends = ["", "é", "ж", "語", "𝒳", "ﬁ"];
        return [.. Enumerable.Range(0, count).Select(_ => Letters((int)Math.Pow(random.NextDouble() * 20, 2.5)) + ends[random.Next(ends.Length)])];
    }

    public static async Task<CountedJob> CountAsync(ResultsHost host, string[] words, int ranges, string resultName = "result", JobId? job = null)
    {
        var text = Encoding.UTF8.GetBytes(string.Join(' ', words));
        var id = job ?? JobId.New();
        var proof = new List<ProofRange>();
        foreach (var range in Cut(text, ranges))
        {
            var stored = await host.Inbox.StoreAsync(id, range, CountOptions.Exact, Frames(Partial(text, range)), TestContext.Current.CancellationToken);
            proof.Add(new ProofRange(
                range.Start, range.End, stored.Sha256, Guid.CreateVersion7(), "worker", 1, stored.TotalWords, stored.DistinctWords, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
        }

        // The master has them in the order they were done.
        new Random(1).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(proof));
        var request = new ResultRequest(
            id, 7, resultName, "text <é>.txt", "abc", text.Length, CountOptions.Exact, "Ann", "a comment", DateTimeOffset.UnixEpoch, null, DateTimeOffset.UnixEpoch,
            proof, [new ProofDiscard(0, 1, Guid.Empty, "slow", 2, "Lost", "It fell silent.", DateTimeOffset.UnixEpoch)], 17);
        return new CountedJob(words, request);
    }

    public static byte[] Partial(byte[] text, ByteRange range, CountOptions? options = null)
    {
        options ??= CountOptions.Exact;
        var counter = new WordCounter(options);
        counter.Append(text.AsSpan((int)range.Start, (int)range.Length));
        counter.Complete();
        var output = new MemoryStream();
        using var writer = new PartialWriter(output, new PartialHeader(options, range.Length));
        counter.WriteTo(writer);
        writer.Complete();
        return output.ToArray();
    }

    public static async IAsyncEnumerable<byte[]> Frames(byte[] bytes, int frameBytes = 1000)
    {
        await Task.Yield();
        foreach (var frame in bytes.Chunk(frameBytes))
            yield return frame;
    }

    private static IEnumerable<ByteRange> Cut(byte[] text, int ranges)
    {
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = Math.Min(text.Length, start + text.Length / ranges);
            var boundary = WordBoundary.FindAfter(text.AsSpan(end));
            end = boundary < 0 ? text.Length : end + boundary;
            yield return new ByteRange(start, end);
        }
    }

    private Dictionary<string, int> Counts() => _words.CountBy(word => word).ToDictionary();

    private static string Tsv(IEnumerable<KeyValuePair<string, int>> words) => string.Concat(words.Select(word => $"{word.Key}\t{word.Value}\n"));

    private static string Letters(int number) => string.Concat(number.ToString(null as IFormatProvider).Select(digit => (char)(digit - '0' + 'a')));

    private sealed class Bytes : IComparer<byte[]>
    {
        public static Bytes Instance { get; } = new();

        public int Compare(byte[]? left, byte[]? right) => left.AsSpan().SequenceCompareTo(right);
    }
}
