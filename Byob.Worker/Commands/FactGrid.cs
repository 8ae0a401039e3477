using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>Facts under each other, and bars, as every picture of the console has them.</summary>
internal static class FactGrid
{
    public static Grid New() => new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();

    public static void Add(this Grid facts, string name, string value) => facts.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(value));

    /// <param name="full">Of <paramref name="width"/> places, those that are done.</param>
    public static string Bar(int full, int width) => new string('━', full) + new string('─', width - full);
}
