namespace Byob.Worker.Counting;

/// <summary>The bytes of a chunk could not be read. The message is a sentence for people.</summary>
/// <param name="isTransient">Whether the next try may go better.</param>
public sealed class RangeReadException(string sentence, bool isTransient, Exception? inner = null) : Exception(sentence, inner)
{
    public bool IsTransient { get; } = isTransient;
}
