using System.Globalization;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>Remembers which upload the bytes of some files went to, so that one that broke off goes on, and one that arrived is not sent again.</summary>
/// <remarks>A file of the state folder that is locked while its files are sent: two commands do not send the same bytes.</remarks>
internal sealed class UploadNote : IDisposable
{
    /// <summary>The master does not keep unfinished uploads for so long.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    private readonly FileStream _file;

    private UploadNote(FileStream file)
    {
        _file = file;
        using var reader = new StreamReader(file, leaveOpen: true);
        Upload = Guid.TryParse(reader.ReadToEnd(), out var upload) ? upload : null;
    }

    /// <summary>Name of the upload at the master; null when none was begun.</summary>
    public Guid? Upload { get; private set; }

    /// <exception cref="WorkerFaultException">Another command sends the same files now.</exception>
    public static UploadNote Open(StateFolder folder, string key, TimeProvider time)
    {
        var notes = folder.MakeUploads();
        Sweep(notes, time);
        try
        {
            return new UploadNote(new FileStream(Path.Combine(notes, key), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new WorkerFaultException("Another byob sends the same files just now. Wait for it, or stop it and say this again: it goes on from there.", needsHuman: false, e);
        }
    }

    public void Keep(Guid? upload)
    {
        Upload = upload;
        _file.SetLength(0);
        using (var writer = new StreamWriter(_file, leaveOpen: true))
            writer.Write(upload?.ToString("D", CultureInfo.InvariantCulture));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static void Sweep(string notes, TimeProvider time)
    {
        foreach (var old in Directory.EnumerateFiles(notes).Where(note => File.GetLastWriteTimeUtc(note) < (time.GetUtcNow() - s_kept).UtcDateTime))
        {
            try
            {
                File.Delete(old);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or not ours: it disturbs nobody.
            }
        }
    }
}
