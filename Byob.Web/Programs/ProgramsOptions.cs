namespace Byob.Web.Programs;

/// <summary>The programs that the master hands to machines that join: the section "Programs" of the configuration.</summary>
public sealed class ProgramsOptions
{
    public const string Section = "Programs";

    /// <summary>Where <c>publish-workers.sh</c> put them: a folder, relative to the content root. Null: <c>programs</c> in the data folder.</summary>
    public string? Directory { get; set; }
}
