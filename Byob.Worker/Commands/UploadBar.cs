using Byob.Worker.Member;
using Spectre.Console;

namespace Byob.Worker.Commands;

/// <summary>An upload on a terminal: a bar that moves, with rate and time left.</summary>
internal sealed class UploadBar : IUploadProgress
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _bar;

    private UploadBar(IAnsiConsole console, ProgressTask bar) => (_console, _bar) = (console, bar);

    public static Task<T> RunAsync<T>(IAnsiConsole console, string name, long length, Func<IUploadProgress, Task<T>> upload) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn())
        .StartAsync(context => upload(new UploadBar(console, context.AddTask(Markup.Escape(name), autoStart: false, maxValue: length))));

    public void Begin(long offset)
    {
        _bar.Value = offset;
        _bar.StartTask();
    }

    public void At(long offset) => _bar.Value = offset;

    public void Say(string sentence) => _console.WriteLine(sentence);
}
