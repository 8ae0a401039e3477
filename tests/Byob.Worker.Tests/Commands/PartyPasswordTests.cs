using Byob.Worker.Commands;
using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Commands;

public sealed class PartyPasswordTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_File_TakesItsFirstLine()
    {
        File.WriteAllText(_folder["p"], "open sesame\r\nnot this\n");

        Assert.Equal("open sesame", PartyPassword.Get(new FileInfo(_folder["p"]), Answering("asked")));
    }

    [Fact]
    public void Get_EmptyFile_SaysWhichFile()
    {
        File.WriteAllText(_folder["p"], "");

        var fault = Assert.Throws<WorkerFaultException>(() => PartyPassword.Get(new FileInfo(_folder["p"]), Answering("asked")));

        Assert.Contains(_folder["p"], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_FileMissing_SaysSo() =>
        Assert.Throws<WorkerFaultException>(() => PartyPassword.Get(new FileInfo(_folder["none"]), Answering("asked")));

    [Fact]
    public void Get_Terminal_Asks() => Assert.Equal("typed", PartyPassword.Get(null, Answering("typed")));

    [Fact]
    public void Get_NothingTyped_IsRefused() => Assert.Throws<WorkerFaultException>(() => PartyPassword.Get(null, Answering("")));

    private static Terminal Answering(string answer) => new(TextWriter.Null, TextWriter.Null, Rewrites: false, _ => answer);
}
