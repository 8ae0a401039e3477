namespace Byob.Worker.Counting;

/// <summary>A source on the web did not give the bytes. The message is a sentence for people.</summary>
public sealed class SourceException(SourceFaultKind kind, string sentence, Exception? inner = null) : IOException(sentence, inner)
{
    public SourceFaultKind Kind { get; } = kind;
}
