using System.Collections.Immutable;
using System.Text.Json;
using Byob.Web.Storage;

namespace Byob.Web.Datasets;

/// <summary>Lays files out one behind the other with a line end between, and keeps the list in a dataset's record.</summary>
internal static class DatasetFiles
{
    /// <summary>More than these do not become one dataset: the list is kept and shown with it.</summary>
    public const int Most = 1000;

    public const byte Separator = (byte)'\n';

    /// <summary>What people call several files together.</summary>
    public static string NameOf(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{names[0]} and {names.Count - 1} more {(names.Count == 2 ? "file" : "files")}";

    /// <summary>The files in this order, each where it begins.</summary>
    public static ImmutableArray<DatasetFile> LayOut(IEnumerable<(string Name, long Length, DateTimeOffset? ChangedAt)> files)
    {
        var laid = ImmutableArray.CreateBuilder<DatasetFile>();
        long offset = 0;
        foreach (var (name, length, changedAt) in files)
        {
            laid.Add(new DatasetFile(name, offset, length, changedAt));
            offset = checked(offset + length + 1);
        }

        return laid.ToImmutable();
    }

    /// <summary>Bytes of all of them and the line ends between.</summary>
    public static long LengthOf(ImmutableArray<DatasetFile> files) => files.Length == 0 ? 0 : files[^1].Offset + files[^1].Length;

    public static string? Write(ImmutableArray<DatasetFile> files) => files.Length == 0 ? null : JsonSerializer.Serialize(files);

    public static ImmutableArray<DatasetFile> Read(string? files) => files is null ? [] : JsonSerializer.Deserialize<ImmutableArray<DatasetFile>>(files);
}
