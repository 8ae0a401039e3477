namespace Byob.Worker.Settings;

/// <summary>The worker cannot go on, and a person can mend it. The message is a sentence that says what happened and what to do.</summary>
/// <param name="needsHuman">False for faults that may pass by themselves, like a master that is away.</param>
internal sealed class WorkerFaultException(string sentence, bool needsHuman, Exception? inner = null) : Exception(sentence, inner)
{
    public static WorkerFaultException NotJoined => new("This machine has not joined a party yet. Join one with: byob join http://HOST:PORT --name YOUR_NAME", needsHuman: true);

    public bool NeedsHuman { get; } = needsHuman;

    /// <summary>Nobody answered at the master's address, or it had no answer just then.</summary>
    public bool MasterAway { get; init; }
}
