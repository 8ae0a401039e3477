using Byob.Worker.Limits;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>Limits in force as a table for a console.</summary>
internal static class LimitTable
{
    public static Table Of(LimitsInForce limits)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Limit", "In force", "From");
        foreach (var line in limits.Lines)
            table.AddRow(new Text(line.Key), new Text(line.Value), new Text(line.From));
        return table;
    }
}
