using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>Says, at start and all at once, which keys of <see cref="DatasetsOptions"/> cannot be, and how to mend them.</summary>
internal sealed class DatasetsOptionsValidator(DataFolder data, IWebHostEnvironment environment) : IValidateOptions<DatasetsOptions>
{
    public ValidateOptionsResult Validate(string? name, DatasetsOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(DatasetsOptions options)
    {
        if (options.QuotaBytes <= 0)
            yield return $"Datasets:QuotaBytes is {options.QuotaBytes}; give the bytes that all datasets may take together, above 0.";
        if (options.LargestBytes <= 0)
            yield return $"Datasets:LargestBytes is {options.LargestBytes}; give the bytes of the largest dataset, above 0.";
        if (options.KeepFreeBytes < 0)
            yield return $"Datasets:KeepFreeBytes is {options.KeepFreeBytes}; give the bytes to keep free on the disk, 0 or more.";
        if (options.MostUnpackRatio < 1)
            yield return $"Datasets:MostUnpackRatio is {options.MostUnpackRatio}; give how many times its size a packed dataset may unpack to, 1 or more, for example 250.";
        foreach (var host in options.UrlHosts.Where(host => !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) || !string.Equals(uri.Authority, host, StringComparison.OrdinalIgnoreCase)))
            yield return $"Datasets:UrlHosts names \"{host}\"; give a host alone, for example www.gutenberg.org, or with a port, texts.example:8080.";
        if (options.UnfinishedLifetime < TimeSpan.FromHours(1))
            yield return $"Datasets:UnfinishedLifetime is {options.UnfinishedLifetime}; give at least 01:00:00 (an hour), for example 7.00:00:00 (seven days).";
        if (string.IsNullOrWhiteSpace(options.Folder))
            yield break;

        var folder = DatasetFolder.Resolve(options.Folder, environment.ContentRootPath);
        var own = DatasetFolder.Resolve(data.Root, environment.ContentRootPath);
        if (folder is null)
            yield return $"Datasets:Folder names \"{options.Folder}\", and there is no such folder. Make it, or take the key out.";
        else if (own is not null && (IsWithin(folder, own) || IsWithin(own, folder)))
            yield return $"Datasets:Folder names \"{options.Folder}\", which overlaps the party's own data folder \"{data.Root}\". Name a folder apart from it.";
    }

    private static bool IsWithin(string inner, string outer)
    {
        var relative = Path.GetRelativePath(outer, inner);
        return relative == "." || (!Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }
}
