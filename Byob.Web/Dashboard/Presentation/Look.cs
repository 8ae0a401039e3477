namespace Byob.Web.Dashboard.Presentation;

/// <summary>How a state appears: an icon, a tone and a word, so that it is never told by colour alone.</summary>
/// <param name="Icon">Markup of an icon.</param>
/// <param name="Text">One or two words beside the icon.</param>
/// <param name="Label">The whole sentence, for hints and screen readers.</param>
public sealed record Look(string Icon, Tone Tone, string Text, string Label);

/// <summary>What a colour means here.</summary>
public enum Tone
{
    /// <summary>Nothing to notice.</summary>
    Quiet,

    /// <summary>Under way.</summary>
    Active,
    Good,
    Warning,
    Bad,
}

/// <summary>Names of the style classes of tones.</summary>
public static class Tones
{
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Active => "tone-active",
        Tone.Good => "tone-good",
        Tone.Warning => "tone-warning",
        Tone.Bad => "tone-bad",
        _ => "tone-quiet",
    };
}
