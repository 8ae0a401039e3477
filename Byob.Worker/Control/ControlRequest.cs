namespace Byob.Worker.Control;

/// <summary>What a command asks of the worker that runs with the same state folder; one line of JSON each way.</summary>
internal sealed record ControlRequest(ControlVerb Verb);
