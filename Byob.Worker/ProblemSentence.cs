using System.Net.Http.Json;
using System.Text.Json;

namespace Byob.Worker;

/// <summary>Gets the sentence out of a problem answer (RFC 9457).</summary>
internal static class ProblemSentence
{
    private const int LongestBody = 64 << 10;
    private const int LongestSentence = 500;

    /// <summary>Null when the answer holds no problem, or none that can be read.</summary>
    public static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;

        try
        {
            await response.Content.LoadIntoBufferAsync(LongestBody, cancellationToken);
            var problem = await response.Content.ReadFromJsonAsync<Problem>(cancellationToken);
            var sentence = problem?.Detail ?? problem?.Title;
            return sentence?.Length > LongestSentence ? sentence[..LongestSentence] : sentence;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private sealed record Problem(string? Title, string? Detail);
}
