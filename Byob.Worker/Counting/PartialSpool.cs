using System.Globalization;
using System.Runtime.CompilerServices;
using Byob.Worker.Limits;

namespace Byob.Worker.Counting;

/// <summary>The folder where counted partials wait to be sent. They do not outlive the process: their leases do not either.</summary>
internal sealed class PartialSpool
{
    private const string Extension = ".partial";
    private const string RunExtension = ".run";

    private readonly string _folder;

    /// <summary>Makes the folder, or empties it of what an earlier process left.</summary>
    public PartialSpool(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var leftover in Directory.EnumerateFiles(folder))
        {
            if (Path.GetExtension(leftover) is Extension or RunExtension)
                File.Delete(leftover);
        }
    }

    public string PathOf(int key) => Path.Combine(_folder, key + Extension);

    /// <summary>Where a run of the words of a chunk goes that did not fit into memory.</summary>
    public static string RunPath(string partialPath, int number) => string.Create(CultureInfo.InvariantCulture, $"{partialPath}-{number}{RunExtension}");

    /// <summary>A partial in frames of at most <paramref name="frameBytes"/>.</summary>
    /// <param name="pace">How fast they may go; null for as fast as they are taken.</param>
    public static async IAsyncEnumerable<byte[]> FramesAsync(string path, int frameBytes, BytePace? pace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var left = file.Length;
        while (left > 0)
        {
            // A frame is the receiver's as soon as it is handed over, so each has its own array.
            var frame = new byte[Math.Min(left, pace?.Turn(frameBytes) ?? frameBytes)];
            await file.ReadExactlyAsync(frame, cancellationToken);
            left -= frame.Length;
            if (pace is not null)
                await pace.SpendAsync(frame.Length, cancellationToken);
            yield return frame;
        }
    }
}
