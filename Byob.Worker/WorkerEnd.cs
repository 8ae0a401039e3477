namespace Byob.Worker;

/// <summary>Why an engine has ended.</summary>
/// <param name="Sentence">What happened and, when something is to be done, what.</param>
public sealed record WorkerEnd(WorkerEndKind Kind, string Sentence);
