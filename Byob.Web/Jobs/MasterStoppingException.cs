namespace Byob.Web.Jobs;

/// <summary>The master stops, so that what was asked is neither decided nor written. Ask the next one.</summary>
public sealed class MasterStoppingException() : OperationCanceledException("The master is stopping; ask again when it is back.");
