using Byob.Shared.Counting;

namespace Byob.Worker.Counting;

/// <summary>Says in a sentence why a chunk could not be counted.</summary>
internal static class CountFault
{
    public static string Sentence(Exception e) => e switch
    {
        WordTooLongException => e.Message,
        OutOfMemoryException => "The machine has too little memory to count the chunk; give the worker fewer slots.",
        IOException or UnauthorizedAccessException => $"The partial could not be written to the worker's disk: {e.Message}",
        _ => $"An error in the worker: {e.GetType().Name}: {e.Message}",
    };
}
