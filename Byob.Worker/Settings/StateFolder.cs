using System.Text.Json;
using Byob.Worker.Control;

namespace Byob.Worker.Settings;

/// <summary>The folder where a worker keeps what it knows: its settings, its token (readable by its owner alone) and partials on their way.</summary>
internal sealed class StateFolder
{
    public const string Variable = "BYOB_STATE";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;

    private StateFolder(string path) => _path = path;

    public string SettingsPath => Path.Combine(_path, "worker.json");

    public string SpoolPath => Path.Combine(_path, "spool");

    private string UploadsPath => Path.Combine(_path, "uploads");

    public string ControlPath => Path.Combine(_path, "control.sock");

    private string WishPath => Path.Combine(_path, "wish.json");

    private string TokenPath => Path.Combine(_path, "token");

    private string LockPath => Path.Combine(_path, "lock");

    /// <param name="asked">From the command line; else <see cref="Variable"/>, else the place that the system has for settings.</param>
    public static StateFolder Find(string? asked)
    {
        asked ??= Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(asked))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            if (home.Length == 0)
                throw new WorkerFaultException($"This user has no folder for settings; name one with --state or {Variable}.", needsHuman: true);
            asked = Path.Combine(home, "byob");
        }

        return new StateFolder(Path.GetFullPath(asked));
    }

    /// <summary>Makes the folder if need be and keeps other processes out of it until disposed.</summary>
    public IDisposable Lock() => Guard(() =>
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_path);
        else
            Directory.CreateDirectory(_path, OwnerOnly | UnixFileMode.UserExecute);

        try
        {
            return new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(LockPath))
        {
            throw new WorkerFaultException(
                $"Another byob works with the folder {_path} already. Stop it first, or give this one a folder of its own with --state.", needsHuman: true, e);
        }
    });

    public string? ReadToken()
    {
        if (!File.Exists(TokenPath))
            return null;

        return Guard(() =>
        {
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(TokenPath) != OwnerOnly)
                File.SetUnixFileMode(TokenPath, OwnerOnly);
            var token = File.ReadAllText(TokenPath).Trim();
            return token.Length == 0 ? null : token;
        });
    }

    /// <summary>Keeps what joining gave: from now on the worker goes on with it.</summary>
    public void Save(WorkerSettings settings, string token) => Guard(() =>
    {
        var fresh = TokenPath + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(fresh, options))
            writer.Write(token);
        File.Move(fresh, TokenPath, overwrite: true);
        SettingsFile.Write(SettingsPath, settings);
        return true;
    });

    /// <summary>Where it is remembered what of which files has been sent.</summary>
    public string MakeUploads() => Guard(() => Directory.CreateDirectory(UploadsPath).FullName);

    /// <summary>The owner's wish; null when there is none, or its time is over.</summary>
    public OwnerWish? ReadWish() => Guard(() =>
    {
        try
        {
            return File.Exists(WishPath) ? JsonSerializer.Deserialize<OwnerWish>(File.ReadAllText(WishPath), ControlJson.Line) : null;
        }
        catch (JsonException)
        {
            // Cut off by a power cut, or written by hand: no wish that can be followed.
            return null;
        }
    });

    /// <param name="wish">Null: none any more.</param>
    public void WriteWish(OwnerWish? wish) => Guard(() =>
    {
        if (wish is null)
        {
            File.Delete(WishPath);
            return true;
        }

        var fresh = WishPath + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(wish, ControlJson.Line));
        File.Move(fresh, WishPath, overwrite: true);
        return true;
    });

    /// <summary>Forgets the party: token, settings, wish, partials on their way, and what was sent. The folder has to be locked by the caller.</summary>
    public void Forget() => Guard(() =>
    {
        File.Delete(TokenPath);
        File.Delete(SettingsPath);
        File.Delete(WishPath);
        foreach (var path in new[] { SpoolPath, UploadsPath }.Where(Directory.Exists))
            Directory.Delete(path, recursive: true);
        return true;
    });

    /// <summary>Takes away all that a worker keeps, and the folder if nothing else is in it.</summary>
    public void Remove()
    {
        if (!Directory.Exists(_path))
            return;
        using (Lock())
        {
            Forget();
            Guard(() =>
            {
                File.Delete(ControlPath);
                return true;
            });
        }

        Guard(() =>
        {
            File.Delete(LockPath);
            if (!Directory.EnumerateFileSystemEntries(_path).Any())
                Directory.Delete(_path);
            return true;
        });
    }

    public override string ToString() => _path;

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFaultException($"The folder {_path} cannot be used: {e.Message}", needsHuman: true, e);
        }
    }
}
