namespace Byob.Worker.Counting;

/// <summary>Why a source on the web did not give the bytes.</summary>
public enum SourceFaultKind
{
    /// <summary>It may pass: no connection, no answer, or one that says to come later.</summary>
    Unreachable,

    /// <summary>The bytes there are no longer those that the dataset was made of.</summary>
    Changed,

    /// <summary>It must not, or cannot, be read so.</summary>
    Refused,
}
