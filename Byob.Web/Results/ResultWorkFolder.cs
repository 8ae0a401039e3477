namespace Byob.Web.Results;

/// <summary>Where one result grows until it is shown: its files, and runs that are deleted with the folder.</summary>
internal sealed class ResultWorkFolder
{
    private readonly string _root;
    private readonly string _result;
    private readonly long _keepFree;

    public ResultWorkFolder(string temporary, long keepFree)
    {
        _keepFree = keepFree;
        _root = Path.Combine(temporary, $"{Guid.CreateVersion7():N}.result");
        _result = Directory.CreateDirectory(Path.Combine(_root, "result")).FullName;
        Runs = Directory.CreateDirectory(Path.Combine(_root, "runs")).FullName;
    }

    public string Runs { get; }

    /// <summary>A new file of the result.</summary>
    public ResultFile Create(string name) => new(Path.Combine(_result, name), _keepFree);

    /// <summary>Shows the result, whole, under its name; an earlier one there makes way.</summary>
    public void PublishAs(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Move(folder, Path.Combine(_root, "earlier"));
        Directory.Move(_result, folder);
    }

    public void Delete() => Directory.Delete(_root, recursive: true);

    /// <summary>A file that is on the disk itself when it is disposed.</summary>
    internal sealed class ResultFile(string path, long keepFree) : IDisposable
    {
        public string Path => path;

        public GuardedStream Stream { get; } = new(path, keepFree);

        public void Dispose()
        {
            Stream.FlushToDisk();
            Stream.Dispose();
        }
    }
}
