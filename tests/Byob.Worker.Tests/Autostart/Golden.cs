namespace Byob.Worker.Tests.Autostart;

/// <summary>Texts as they were found good, in files beside the tests.</summary>
internal static class Golden
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Autostart", "Golden");

    /// <summary>Compares, and on a difference leaves the new text where it can be looked at.</summary>
    public static void Matches(string name, string text)
    {
        var path = Path.Combine(s_folder, name);
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        var plain = text.ReplaceLineEndings("\n");
        if (plain != expected)
            File.WriteAllText(path + ".new", plain);
        Assert.True(plain == expected, $"{name} is another than before. If that is meant, take {path}.new into the folder Golden. It says:\n{plain}");
    }
}
