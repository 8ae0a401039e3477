namespace Byob.Web.Dashboard.Layout;

/// <summary>Which party this is, and that the page is live.</summary>
public sealed partial class PartyName
{
    protected override object Shown() => Party.PartyName;
}
