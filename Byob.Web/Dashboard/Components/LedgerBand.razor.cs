using System.Collections.Immutable;
using Byob.Web.Dashboard.Presentation;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Dashboard.Components;

/// <summary>Draws the cells of a ledger.</summary>
public sealed partial class LedgerBand
{
    // Patterns are found by id in the whole document, so each band needs ids of its own.
    private readonly string _id = "hatch-" + Guid.CreateVersion7().ToString("N")[20..] + "-";

    [Parameter, EditorRequired]
    public required ImmutableArray<LedgerCell> Cells { get; set; }

    /// <summary>What the band shows in one sentence, for those who cannot see it.</summary>
    [Parameter, EditorRequired]
    public required string Summary { get; set; }

    /// <summary>In pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 44;

    /// <summary>Without hints and keyboard: a picture only.</summary>
    [Parameter]
    public bool Still { get; set; }

    private static string Percent(double part) => Format.Svg(part * 100) + "%";
}
