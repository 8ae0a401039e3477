using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>
/// The folder on the master whose files may be taken as datasets. A path is only ever looked up in the listing made here, and the listing
/// holds no links, so no path that a person sends can lead out of it.
/// </summary>
internal sealed class DatasetFolder(IOptions<DatasetsOptions> options, IWebHostEnvironment environment)
{
    /// <summary>More are not listed: a page cannot show them.</summary>
    public const int MostFiles = 5000;

    private static readonly EnumerationOptions Listing = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 16,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System | FileAttributes.Device,
    };

    private readonly string? _root = string.IsNullOrWhiteSpace(options.Value.Folder) ? null : Resolve(options.Value.Folder, environment.ContentRootPath);

    public bool IsConfigured => _root is not null;

    /// <summary>The real path of a folder, links followed; null when there is none.</summary>
    public static string? Resolve(string folder, string below)
    {
        var path = Path.GetFullPath(folder, below);
        if (!Directory.Exists(path))
            return null;

        // Each parent may be a link too.
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = Resolve(target.FullName, below) ?? target.FullName;
        }

        return Path.TrimEndingDirectorySeparator(real);
    }

    public IReadOnlyList<FolderFile> Files()
    {
        if (_root is null)
            return [];
        return
        [
            .. new DirectoryInfo(_root).EnumerateFiles("*", Listing)
                .Take(MostFiles)
                .Select(file => new FolderFile(Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>The file of a path out of <see cref="Files"/>; null when it is not, or no longer, one of them.</summary>
    public FileInfo? Find(string path)
    {
        if (_root is null || !IsPlain(path))
            return null;

        // Anew at each use, name by name: a folder that was plain when it was listed may have become a link.
        FileSystemInfo place = new DirectoryInfo(_root);
        var names = path.Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            var below = Path.Combine(place.FullName, names[i]);
            place = i == names.Length - 1 ? new FileInfo(below) : new DirectoryInfo(below);
            if (!place.Exists || (place.Attributes & Listing.AttributesToSkip) != 0)
                return null;
        }

        return (FileInfo)place;
    }

    private static bool IsPlain(string path) =>
        !Path.IsPathRooted(path)
        && path.Split('/').All(name => name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0);
}
