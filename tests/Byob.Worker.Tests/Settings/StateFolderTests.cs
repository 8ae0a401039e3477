using Byob.Worker.Settings;
using Byob.Worker.Tests.Doubles;

namespace Byob.Worker.Tests.Settings;

public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly WorkerSettings s_settings = new(new Uri("http://host:1/"), "Ada", "laptop");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_ThenRead_GivesTokenAndSettings()
    {
        var state = StateFolder.Find(_folder.Path);
        state.Save(s_settings, "a-secret");

        Assert.Equal("a-secret", StateFolder.Find(_folder.Path).ReadToken());
        Assert.Equal(s_settings, SettingsFile.Read(state.SettingsPath));
    }

    [Fact]
    public void Save_Token_IsItsOwnersAloneAndNotInTheSettings()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights than modes; the user's profile guards the file there.");
        var state = StateFolder.Find(_folder.Path);
        state.Save(s_settings, "an-older-secret");

        state.Save(s_settings, "a-secret");

        Assert.Equal(OwnerOnly, ModeOf("token"));
        Assert.DoesNotContain("a-secret", File.ReadAllText(_folder["worker.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadToken_OpenedUpByHand_ClosesItAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights than modes; the user's profile guards the file there.");
        var state = StateFolder.Find(_folder.Path);
        state.Save(s_settings, "a-secret");
        SetMode("token", OwnerOnly | UnixFileMode.OtherRead);

        state.ReadToken();

        Assert.Equal(OwnerOnly, ModeOf("token"));
    }

    [Fact]
    public void Lock_FreshFolder_IsMadeForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights than modes; the user's profile guards the file there.");

        using var owned = StateFolder.Find(_folder["fresh"]).Lock();

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, ModeOf("fresh"));
    }

    [Fact]
    public void Lock_HeldByAnother_IsRefusedWithASentence()
    {
        using var first = StateFolder.Find(_folder.Path).Lock();

        var fault = Assert.Throws<WorkerFaultException>(() => StateFolder.Find(_folder.Path).Lock());

        Assert.Contains(_folder.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("--state", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_GivenUp_IsFreeAgain()
    {
        StateFolder.Find(_folder.Path).Lock().Dispose();

        StateFolder.Find(_folder.Path).Lock().Dispose();
    }

    [Fact]
    public void Lock_FolderIsAFile_IsRefusedWithASentence()
    {
        File.WriteAllText(_folder["file"], "");

        var fault = Assert.Throws<WorkerFaultException>(() => StateFolder.Find(_folder["file"]).Lock());

        Assert.Contains(_folder["file"], fault.Message, StringComparison.Ordinal);
    }

    // Only called where there are modes; the analyzer cannot see that.
    private UnixFileMode ModeOf(string name) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_folder[name]);

    private void SetMode(string name, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder[name], mode);
    }
}
