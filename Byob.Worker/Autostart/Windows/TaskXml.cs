using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Byob.Worker.Limits;

namespace Byob.Worker.Autostart.Windows;

/// <summary>The text of the worker's task for the Task Scheduler of Windows (its schema, version 1.2): it starts when its user logs on.</summary>
internal static class TaskXml
{
    private static readonly XNamespace s_schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    public static string Of(ServiceFacts facts)
    {
        // The three that make a worker vanish unasked: on battery its own limits decide, and it is meant to run for days.
        XElement[] settings =
        [
            Value("MultipleInstancesPolicy", "IgnoreNew"),
            Value("DisallowStartIfOnBatteries", "false"),
            Value("StopIfGoingOnBatteries", "false"),
            Value("AllowHardTerminate", "true"),
            Value("StartWhenAvailable", "true"),
            Value("RunOnlyIfNetworkAvailable", "false"),
            Value("AllowStartOnDemand", "true"),
            Value("Enabled", "true"),
            Value("Hidden", "false"),
            Value("RunOnlyIfIdle", "false"),
            Value("WakeToRun", "false"),
            Value("ExecutionTimeLimit", "PT0S"),
            Value("Priority", Priority(facts.Limits.Priority)),
            new(s_schema + "RestartOnFailure", Value("Interval", "PT1M"), Value("Count", "999")),
        ];
        var task = new XElement(
            s_schema + "Task",
            new XAttribute("version", "1.2"),
            new XElement(s_schema + "RegistrationInfo", Value("Description", "BYOB worker: counts texts for a party, within the limits of worker.json."), Value("URI", $@"\{WindowsTaskAutostart.Name}")),
            new XElement(s_schema + "Triggers", new XElement(s_schema + "LogonTrigger", Value("Enabled", "true"), Value("UserId", facts.User))),
            new XElement(
                s_schema + "Principals",
                new XElement(s_schema + "Principal", new XAttribute("id", "Author"), Value("UserId", facts.User), Value("LogonType", "InteractiveToken"), Value("RunLevel", "LeastPrivilege"))),
            new XElement(s_schema + "Settings", settings),
            new XElement(
                s_schema + "Actions",
                new XAttribute("Context", "Author"),
                new XElement(
                    s_schema + "Exec",
                    Value("Command", $"\"{facts.Program.Executable}\""),
                    Value("Arguments", WindowsCommandLine.Arguments([.. facts.Arguments, "--background"])))));
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\r\n" }))
            task.Save(writer);
        return text.Append("\r\n").ToString();
    }

    /// <summary>As the schema numbers them: 5 is normal, 7 below normal, 9 idle.</summary>
    private static string Priority(WorkPriority priority) =>
        (priority switch { WorkPriority.Idle => 9, WorkPriority.Low => 7, _ => 5 }).ToString(CultureInfo.InvariantCulture);

    private static XElement Value(string name, string value) => new(s_schema + name, value);
}
