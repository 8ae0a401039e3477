namespace Byob.Web.Ledger;

/// <summary>Why a job does not move.</summary>
public enum WaitCause
{
    /// <summary>It moves, or waits for a person.</summary>
    None,

    /// <summary>No worker is connected.</summary>
    NoWorkers,

    /// <summary>Every connected worker is set aside, or held by its owner.</summary>
    NoneTakes,

    /// <summary>All that is left is to be counted by a worker that has not counted it yet, and there is none.</summary>
    NeedsAnotherWorker,

    /// <summary>Its text's source on the web has not answered yet.</summary>
    Source,

    /// <summary>Other jobs have the workers.</summary>
    Behind,

    /// <summary>A worker is about to take it.</summary>
    Soon,
}
