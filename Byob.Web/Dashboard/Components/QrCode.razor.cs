using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Byob.Web.Dashboard.Components;

/// <summary>Draws a short text as a QR code.</summary>
public sealed partial class QrCode
{
    private string? _drawn;
    private string _path = "";
    private int _size;

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    protected override void OnParametersSet()
    {
        if (_drawn == Text)
            return;
        _drawn = Text;
        using var code = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        // The generator puts a quiet zone of four modules around; the drawing has its own.
        const int quiet = 4;
        _size = code.ModuleMatrix.Count - 2 * quiet;
        var path = new StringBuilder();
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                if (code.ModuleMatrix[y + quiet][x + quiet])
                    path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
            }
        }

        _path = path.ToString();
    }
}
