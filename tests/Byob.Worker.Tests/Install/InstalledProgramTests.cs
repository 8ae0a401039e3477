using Byob.Worker.Install;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Install;

public sealed class InstalledProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Program => _folder["byob/bin/byob"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Remove_WhatTheScriptPutThere_IsAllGone()
    {
        Install();

        InstalledProgram.Find(Program)!.Remove();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Remove_WhatIsSomebodyElses_Stays()
    {
        Install();
        File.Delete(_folder["link"]);
        File.WriteAllText(_folder["link"], "another program of this name");
        File.WriteAllText(_folder["byob/notes"], "mine");

        InstalledProgram.Find(Program)!.Remove();

        Assert.Equal(["link", "notes"], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Find_NotPutThereByTheScript_IsNone()
    {
        Install();
        File.Delete(_folder["byob/" + InstalledProgram.Marker]);

        Assert.Null(InstalledProgram.Find(Program));
        Assert.Null(InstalledProgram.Find("/usr/share/dotnet/dotnet"));
        Assert.Null(InstalledProgram.Find(null));
    }

    private void Install()
    {
        Directory.CreateDirectory(_folder["byob/bin"]);
        File.WriteAllText(Program, "program");
        File.CreateSymbolicLink(_folder["link"], Program);
        File.WriteAllText(_folder["byob/" + InstalledProgram.Marker], _folder["link"] + "\n");
    }
}
