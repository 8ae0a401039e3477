namespace Byob.Worker.Tests.Doubles;

/// <summary>A console whose lines a test can wait for. For use by several threads.</summary>
internal sealed class ShownLines : TextWriter
{
    private readonly Lock _lock = new();
    private readonly System.Text.StringBuilder _all = new();

    public Recorded<string> Lines { get; } = new();

    public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

    public override void Write(string? value) => Show(value, "");

    public override void WriteLine(string? value) => Show(value, "\n");

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override string ToString()
    {
        lock (_lock)
            return _all.ToString();
    }

    private void Show(string? value, string end)
    {
        lock (_lock)
            _all.Append(value).Append(end);
        Lines.Add(value ?? "");
    }
}
