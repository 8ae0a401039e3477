namespace Byob.Worker.Limits;

/// <summary>How the system is to weigh the worker's process against the others on the machine.</summary>
public enum WorkPriority
{
    /// <summary>It gets what nobody else wants.</summary>
    Idle,

    /// <summary>Others go first.</summary>
    Low,

    /// <summary>It is a program like any other.</summary>
    Normal,
}
