namespace Byob.Worker.Connection;

/// <summary>Why a connection to the master is over.</summary>
internal sealed record LineEnd(LineEndKind Kind, string Sentence)
{
    public static LineEnd Lost(string sentence) => new(LineEndKind.Lost, sentence);
}
