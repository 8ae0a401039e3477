namespace Byob.Web.Results;

/// <summary>What stands around word and count in a line of a download. Words are letters only, so none of the forms needs escapes.</summary>
/// <param name="Header">Line before all others; empty for none.</param>
internal sealed record LineShape(byte[] Header, byte[] BeforeWord, byte[] BetweenWordAndCount, byte[] AfterCount)
{
    public static LineShape Csv { get; } = new("word,count\n"u8.ToArray(), [], ","u8.ToArray(), "\n"u8.ToArray());

    public static LineShape JsonLines { get; } = new([], "{\"word\":\""u8.ToArray(), "\",\"count\":"u8.ToArray(), "}\n"u8.ToArray());

    public static LineShape Lab { get; } = new([], [], " "u8.ToArray(), "\n"u8.ToArray());
}
