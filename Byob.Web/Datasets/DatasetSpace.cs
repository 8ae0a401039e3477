using Byob.Web.Storage;
using Microsoft.Extensions.Options;

namespace Byob.Web.Datasets;

/// <summary>Knows how much more the party takes: largest dataset, quota, and what must stay free on the disk.</summary>
internal sealed class DatasetSpace(DatasetBook book, IDiskProbe disk, DataFolder folder, IOptions<DatasetsOptions> options)
{
    /// <summary>A small file does no harm, however well it was packed.</summary>
    public const int RatioIsJudgedFromBytes = 16 << 20;

    private readonly DatasetsOptions _options = options.Value;

    public DatasetRoom Room()
    {
        var (used, promised) = Taken();
        var free = disk.FreeBytes(folder.Root);
        var largest = Math.Min(_options.LargestBytes, Math.Min(_options.QuotaBytes - used, free - _options.KeepFreeBytes - promised));
        return new DatasetRoom(Math.Max(0, largest), used, _options.QuotaBytes, free);
    }

    /// <summary>Whether a new dataset of this length fits; null when it does.</summary>
    public DatasetRefusal? Refuse(long length)
    {
        var (used, promised) = Taken();
        if (length > _options.LargestBytes)
        {
            return new DatasetRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"This dataset has {ByteWords.Of(length)}, and the party takes at most {ByteWords.Of(_options.LargestBytes)} each. "
                + "Cut the file into parts, or ask the host to raise Datasets:LargestBytes.");
        }

        var left = Math.Max(0, _options.QuotaBytes - used);
        if (length > left)
        {
            return new DatasetRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"This dataset needs {ByteWords.Of(length)}, and of the party's {ByteWords.Of(_options.QuotaBytes)} for datasets {ByteWords.Of(left)} are left. "
                + "Delete datasets or uploads that are no longer needed, or ask the host to raise Datasets:QuotaBytes.");
        }

        var free = disk.FreeBytes(folder.Root);
        return length <= free - _options.KeepFreeBytes - promised
            ? null
            : new DatasetRefusal(
                StatusCodes.Status507InsufficientStorage,
                $"This dataset needs {ByteWords.Of(length)}. The master's disk has {ByteWords.Of(free)} free, of which {ByteWords.Of(_options.KeepFreeBytes)} stay free "
                + $"and {ByteWords.Of(promised)} are promised to uploads under way. Delete datasets that are no longer needed, or make room on the disk.");
    }

    /// <summary>Whether the text of a packed dataset may grow to so many bytes; null when it may.</summary>
    /// <param name="packedRead">Bytes of the packed file that it came out of.</param>
    public DatasetRefusal? RefuseToGrow(DatasetEntry entry, long bytes, long packedRead)
    {
        var name = entry.View.Name;
        if (bytes > _options.LargestBytes)
        {
            return new DatasetRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"“{name}” unpacks to more than {ByteWords.Of(_options.LargestBytes)}, which is the most that the party takes. "
                + "Delete it and cut the text into parts, or ask the host to raise Datasets:LargestBytes.");
        }

        if (bytes > RatioIsJudgedFromBytes && bytes / _options.MostUnpackRatio > packedRead)
        {
            return new DatasetRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"“{name}” unpacks to more than {_options.MostUnpackRatio} times its size, as files do that are made to fill disks. "
                + "If it is honest, unpack it and send the text, or ask the host to raise Datasets:MostUnpackRatio.");
        }

        var more = bytes - (book.Find(entry.Id)?.Unpacked ?? 0);
        var (used, promised) = Taken();
        if (used + more > _options.QuotaBytes)
        {
            return new DatasetRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"“{name}” unpacks to more than what is left of the party's {ByteWords.Of(_options.QuotaBytes)} for datasets. "
                + "Delete datasets that are no longer needed, or ask the host to raise Datasets:QuotaBytes; then add it again.");
        }

        var free = disk.FreeBytes(folder.Root);
        return more <= free - _options.KeepFreeBytes - promised
            ? null
            : new DatasetRefusal(
                StatusCodes.Status507InsufficientStorage,
                $"“{name}” unpacks to more than the master's disk can take: {ByteWords.Of(free)} are free, of which {ByteWords.Of(_options.KeepFreeBytes)} stay free "
                + $"and {ByteWords.Of(promised)} are promised to uploads under way. Make room on the disk, then add it again.");
    }

    /// <summary>Whether writing must stop because somebody else filled the disk; null while it need not.</summary>
    public DatasetRefusal? RefuseToGoOn()
    {
        var free = disk.FreeBytes(folder.Root);
        return free >= _options.KeepFreeBytes
            ? null
            : new DatasetRefusal(
                StatusCodes.Status507InsufficientStorage,
                $"The master's disk is nearly full: {ByteWords.Of(free)} are free, and {ByteWords.Of(_options.KeepFreeBytes)} must stay free. "
                + "What has arrived is kept; make room on the disk, then go on.");
    }

    /// <summary>Bytes used, each stored file once however many datasets share it, and the part of them that has yet to arrive.</summary>
    private (long Used, long Promised) Taken()
    {
        long used = 0, promised = 0;
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in book.Entries().Where(entry => entry.IsStoredHere))
        {
            var view = entry.View;
            if (view.Sha256 is null || files.Add(view.Sha256))
                used += entry.TakenBytes;
            if (view.State == DatasetState.Receiving)
                promised += view.Length - view.Received;
        }

        return (used, promised);
    }
}
