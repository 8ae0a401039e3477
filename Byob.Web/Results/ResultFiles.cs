using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Byob.Web.Storage;

namespace Byob.Web.Results;

/// <summary>The files of a stored result: where they lie, and how the small ones are read and written.</summary>
public sealed class ResultFiles(DataFolder folder)
{
    public const string ByWord = "by-word.tsv";
    public const string ByCount = "by-count.tsv";
    public const string Summary = "summary.json";
    public const string Proof = "proof.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The files are read by people and programs, never put into a page as they are.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Path of one of the files; nothing says that it is there.</summary>
    /// <exception cref="ArgumentException">No result may have the name.</exception>
    public string Find(string resultName, string file) => Path.Combine(Folder(resultName), file);

    public string Folder(string resultName) => ResultNames.IsValid(resultName)
        ? Path.Combine(folder.Results, resultName)
        : throw new ArgumentException("No result may have this name.", nameof(resultName));

    /// <summary>Null when there is no such result, or it cannot be read.</summary>
    public Task<ResultSummary?> ReadSummaryAsync(string resultName, CancellationToken cancellationToken) =>
        ReadAsync<ResultSummary>(Find(resultName, Summary), cancellationToken);

    /// <inheritdoc cref="ReadSummaryAsync"/>
    public Task<ResultProof?> ReadProofAsync(string resultName, CancellationToken cancellationToken) =>
        ReadAsync<ResultProof>(Find(resultName, Proof), cancellationToken);

    internal static void Write<T>(GuardedStream output, T content) => JsonSerializer.Serialize(output, content, Json);

    private static async Task<T?> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<T>(file, Json, cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or JsonException)
        {
            return null;
        }
    }
}
