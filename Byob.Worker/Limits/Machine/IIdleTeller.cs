namespace Byob.Worker.Limits.Machine;

/// <summary>Tells how long nobody has used the machine.</summary>
internal interface IIdleTeller
{
    /// <summary>Null when it cannot be told.</summary>
    TimeSpan? Idle();
}
