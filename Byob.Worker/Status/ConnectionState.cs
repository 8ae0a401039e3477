namespace Byob.Worker.Status;

public enum ConnectionState
{
    /// <summary>Dials the master.</summary>
    Connecting,

    /// <summary>Is in the party, and gets chunks when there are any.</summary>
    Joined,

    /// <summary>Has lost the master, and dials again after a while.</summary>
    Waiting,

    /// <summary>Was asked to stop, and sends what is counted.</summary>
    Stopping,

    Ended,
}
