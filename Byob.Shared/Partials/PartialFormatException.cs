namespace Byob.Shared.Partials;

/// <summary>A partial result is not what a partial may be; the message is a sentence that says what is wrong, and where.</summary>
public sealed class PartialFormatException(string message) : Exception(message);
