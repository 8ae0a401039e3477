namespace Byob.Web.Party;

/// <summary>Where the start-up banner goes: the console for people, past the log.</summary>
internal sealed record BannerWriter(TextWriter Writer);
