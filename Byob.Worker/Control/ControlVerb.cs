namespace Byob.Worker.Control;

internal enum ControlVerb
{
    /// <summary>How are you?</summary>
    Status,

    /// <summary>The owner's wish in the state folder is another: take it in, then say how you are.</summary>
    TakeWish,

    /// <summary>Say how you are, and stop politely.</summary>
    Stop,
}
