using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Byob.Web.Live;

namespace Byob.Web.Results;

/// <summary>Reads the head of stored results for pages.</summary>
internal sealed class StoredResults(ResultFiles files) : IResults
{
    private const int MostWords = 10_000;

    /// <summary>Bytes of the file that are read for each word that is asked for, at most; a word beyond is too long for a page.</summary>
    private const int BytesPerWord = 512;

    public async Task<ImmutableArray<WordCount>> TopAsync(string resultName, int take, CancellationToken cancellationToken)
    {
        if (take <= 0 || !ResultNames.IsValid(resultName))
            return [];

        take = Math.Min(take, MostWords);
        try
        {
            await using var file = File.OpenRead(files.Find(resultName, ResultFiles.ByCount));
            var head = new byte[Math.Min(file.Length, (long)take * BytesPerWord)];
            var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            return Parse(head.AsSpan(0, length), take);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static ImmutableArray<WordCount> Parse(ReadOnlySpan<byte> head, int take)
    {
        var words = ImmutableArray.CreateBuilder<WordCount>();
        while (words.Count < take && head.IndexOf((byte)'\n') is var end and >= 0)
        {
            var tab = head.IndexOf((byte)'\t');
            if (!Utf8Parser.TryParse(head[(tab + 1)..end], out long count, out _))
                break;
            words.Add(new WordCount(Encoding.UTF8.GetString(head[..tab]), count));
            head = head[(end + 1)..];
        }

        return words.ToImmutable();
    }
}
