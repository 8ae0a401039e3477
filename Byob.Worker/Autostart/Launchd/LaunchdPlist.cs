using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Byob.Worker.Limits;

namespace Byob.Worker.Autostart.Launchd;

/// <summary>The text of the worker's property list for launchd (launchd.plist(5)): an agent of the user, or a daemon of the machine.</summary>
internal static class LaunchdPlist
{
    public const string Label = "byob.worker";

    /// <summary>A user without rights that every macOS has.</summary>
    public const string SystemUser = "nobody";

    /// <param name="log">Where what the worker says is kept.</param>
    public static string Of(ServiceFacts facts, bool machine, string log)
    {
        List<object> pairs =
        [
            .. Pair("Label", Text(Label)),
            .. Pair("ProgramArguments", Texts([facts.Program.Executable, .. facts.Arguments, "--background"])),
            .. Pair("RunAtLoad", new XElement("true")),
            // It ends with 0 when it is asked to, and when a person has to mend something first; after all else it comes back.
            .. Pair("KeepAlive", new XElement("dict", Pair("SuccessfulExit", new XElement("false")))),
            .. Pair("ThrottleInterval", Number(10)),
            .. Pair("ExitTimeOut", Number(30)),
            .. Pair("ProcessType", Text(facts.Limits.Priority == WorkPriority.Normal ? "Standard" : "Background")),
        ];
        if (facts.Limits.Priority != WorkPriority.Normal)
            pairs.AddRange([.. Pair("LowPriorityIO", new XElement("true")), .. Pair("Nice", Number(facts.Limits.Priority == WorkPriority.Idle ? 19 : 10))]);
        if (machine)
            pairs.AddRange(Pair("UserName", Text(facts.User)));
        // 63 is 0077: what it writes is its own alone.
        pairs.AddRange([.. Pair("Umask", Number(63)), .. Pair("StandardOutPath", Text(log)), .. Pair("StandardErrorPath", Text(log))]);

        var document = new XDocument(
            new XDocumentType("plist", "-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", null),
            new XElement("plist", new XAttribute("version", "1.0"), new XElement("dict", pairs)));
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" }))
            document.Save(writer);
        return text.Append('\n').ToString();
    }

    private static XElement[] Pair(string key, XElement value) => [new("key", key), value];

    private static XElement Text(string value) => new("string", value);

    private static XElement Number(int value) => new("integer", value.ToString(CultureInfo.InvariantCulture));

    private static XElement Texts(IEnumerable<string> values) => new("array", values.Select(Text));
}
