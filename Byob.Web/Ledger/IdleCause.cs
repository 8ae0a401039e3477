namespace Byob.Web.Ledger;

/// <summary>Why a worker has nothing to do, or less than it could.</summary>
public enum IdleCause
{
    /// <summary>It holds chunks.</summary>
    Busy,

    /// <summary>Its connection is gone, or it has not said yet that it listens.</summary>
    Away,

    /// <summary>It failed or was outvoted too often; its <see cref="Reputation"/> says how.</summary>
    SetAside,

    /// <summary>Its owner lets it take nothing now.</summary>
    Held,

    /// <summary>There is no job.</summary>
    EmptyQueue,

    /// <summary>All jobs are paused, parked or being merged.</summary>
    JobsHeld,

    /// <summary>Jobs with something to count have as many workers as their submitters allow.</summary>
    CapReached,

    /// <summary>What is free has failed on this worker; another one takes it.</summary>
    FailedHere,

    /// <summary>What is left are checks of bytes that it counted itself.</summary>
    OwnChecks,

    /// <summary>Holders were asked to hand over a part of their chunks.</summary>
    Asked,

    /// <summary>Where the next chunk ends has to be asked of the text's source on the web, which has not answered yet.</summary>
    Source,

    /// <summary>The smallest chunk would take it longer than all others need for the rest.</summary>
    TooSlow,

    /// <summary>Every byte is counted or being counted.</summary>
    NothingFree,

    /// <summary>It is about to get a chunk.</summary>
    Soon,
}
