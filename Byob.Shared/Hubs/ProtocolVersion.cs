namespace Byob.Shared.Hubs;

/// <summary>Version of the messages between master and workers. A worker of another version is refused with a sentence that says which side to update.</summary>
public static class ProtocolVersion
{
    public const int Current = 3;
}
