namespace Byob.Worker.Doctor;

internal enum FindingKind
{
    Good,

    /// <summary>It works, and not as well as it could.</summary>
    Doubtful,

    /// <summary>It does not work.</summary>
    Bad,
}
