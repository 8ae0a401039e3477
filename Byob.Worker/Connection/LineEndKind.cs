namespace Byob.Worker.Connection;

internal enum LineEndKind
{
    /// <summary>Broken, silent, or closed by a master that comes back: dial again.</summary>
    Lost,

    Removed,
    Refused,
    Replaced,

    /// <summary>The worker left, as it was asked to.</summary>
    Left,
}
