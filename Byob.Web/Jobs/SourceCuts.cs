using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Ledger;
using Byob.Worker.Counting;

namespace Byob.Web.Jobs;

/// <summary>
/// Word ends of one text on the web. Whoever asks is answered at once, with a place that is known or with what it waits for; the places are fetched
/// behind his back, some more than he asked for. A source that fails is asked again, less and less often, and after <see cref="MostTries"/> given up.
/// </summary>
/// <param name="answered">Called whenever there is something new to ask for. Must not wait.</param>
internal sealed class SourceCuts(IDatasetBytes bytes, DatasetId dataset, WebText text, TimeProvider time, Action answered) : IDisposable
{
    /// <summary>Requests under way at once.</summary>
    public const int MostAtOnce = 4;

    /// <summary>How often in a row the source may fail.</summary>
    public const int MostTries = 8;

    /// <summary>Further places, each a chunk behind the other, that are fetched with one that is asked for.</summary>
    private const int Ahead = 3;

    private const int MostPlaces = 1024;

    /// <summary>Bytes of the first window; each further one has twice as many.</summary>
    private const int FirstWindowBytes = 16 * 1024;

    private const int LargestWindowBytes = 4 << 20;

    /// <summary>How long the source may take for one window, in all.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();

    /// <summary>What was found: from Aim to Place there is no place to cut but the last.</summary>
    private readonly SortedDictionary<long, long> _found = [];

    /// <summary>To be fetched, in the order in which they were wanted.</summary>
    private readonly List<long> _aims = [];

    private bool _running;
    private string? _problem;
    private string? _failing;

    private string Waits => _failing ?? $"Waits for {text.Host} to answer.";

    /// <summary>Whether a place is between words, as far as it is known; nothing is fetched for it.</summary>
    public Cut Judge(long place)
    {
        lock (_lock)
            return _found.ContainsValue(place) ? new Cut(place) : new Cut(place, _problem, Waits);
    }

    /// <inheritdoc cref="ICutAligner.AlignNear"/>
    public Cut Near(long from, long wanted)
    {
        var size = Math.Max(2, wanted - from);
        lock (_lock)
        {
            var near = Nearest(from, wanted, size);
            var next = near ?? wanted - size;
            if (_problem is null)
                Want(Enumerable.Range(1, Ahead + (near is null ? 1 : 0)).Select(step => next + (step * size)), size);
            return near is { } place ? new Cut(place) : new Cut(wanted, _problem, _problem is null ? Waits : null);
        }
    }

    public void Dispose()
    {
        // Not disposed: a fetch that is under way still looks at it.
        _closed.Cancel();
    }

    private static bool IsNear(long place, long wanted, long size) => place >= wanted - (size / 2) && place <= wanted + (size / 8);

    /// <summary>The known place that is nearest to the wanted one and will do; of a word that is longer than a chunk, its end.</summary>
    private long? Nearest(long from, long wanted, long size)
    {
        long? best = null;
        foreach (var (aim, place) in _found)
        {
            var isExact = aim <= wanted && wanted <= place;
            if (isExact)
                return place;
            if (place > from && IsNear(place, wanted, size) && (best is null || Math.Abs(place - wanted) < Math.Abs(best.Value - wanted)))
                best = place;
        }

        return best;
    }

    private void Want(IEnumerable<long> aims, long size)
    {
        foreach (var aim in aims)
        {
            if (aim > 0 && !_aims.Exists(other => IsNear(other, aim, size)) && Nearest(aim - size, aim, size) is null)
                _aims.Add(aim);
        }

        if (_aims.Count == 0 || _running)
            return;
        _running = true;
        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (TakeAims() is { Count: > 0 } aims)
        {
            var faults = await Task.WhenAll(aims.Select(FetchAsync));
            if (_closed.IsCancellationRequested)
                return;
            failures = faults.Contains(null) ? 0 : failures + 1;
            Note(faults.FirstOrDefault(fault => fault is not null), failures);
            answered();
            if (failures > 0 && !await PauseAsync(failures))
                return;
        }
    }

    /// <summary>The next aims; they stay on the list until they are answered. None: the next who wants some starts anew.</summary>
    private List<long> TakeAims()
    {
        lock (_lock)
        {
            List<long> aims = _closed.IsCancellationRequested || _problem is not null ? [] : [.. _aims.Take(MostAtOnce)];
            _running = aims.Count > 0;
            return aims;
        }
    }

    private void Note(Exception? fault, int failures)
    {
        lock (_lock)
        {
            _failing = failures == 0 ? null : $"Waits for {text.Host} to answer, and asks again ({failures} of {MostTries} tries): {fault!.Message}";
            if (fault is SourceException { Kind: not SourceFaultKind.Unreachable } or FileNotFoundException or InvalidDataException)
                _problem = $"The dataset cannot be read: {fault.Message}";
            else if (failures >= MostTries)
                _problem = $"The dataset cannot be read, after {MostTries} tries: {fault!.Message} Look at the source, then resume the job.";
        }
    }

    /// <returns>False when the text was closed meanwhile.</returns>
    private async Task<bool> PauseAsync(int failures)
    {
        var pause = s_firstPause * Math.Pow(2, failures - 1);
        await Task.Delay(pause < s_longestPause ? pause : s_longestPause, time, _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_closed.IsCancellationRequested;
    }

    /// <returns>What went wrong, if anything.</returns>
    private async Task<Exception?> FetchAsync(long aim)
    {
        try
        {
            var place = await FindAsync(aim);
            lock (_lock)
            {
                _aims.Remove(aim);
                _found[aim] = place;
                // Chunks are cut from the front on: what lies there is used up first.
                if (_found.Count > MostPlaces)
                    _found.Remove(_found.Keys.First());
            }

            return null;
        }
        catch (OperationCanceledException silence)
        {
            return new IOException($"{text.Host} did not send what was asked for in {s_patience.TotalSeconds:0} seconds.", silence);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or HttpRequestException)
        {
            return fault;
        }
    }

    /// <exception cref="InvalidDataException">There is none: this is no text.</exception>
    private async Task<long> FindAsync(long aim)
    {
        var search = new CutSearch(aim, text.Length);
        for (var window = FirstWindowBytes; search is { Place: null, Problem: null }; window = Math.Min(2 * window, LargestWindowBytes))
            search.Feed(await ReadAsync(new ByteRange(search.At, Math.Min(text.Length, search.At + window))));
        return search.Place ?? throw new InvalidDataException(search.Problem);
    }

    private async Task<byte[]> ReadAsync(ByteRange range)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closed.Token);
        await using var stream = await bytes.OpenStreamAsync(dataset, range, either.Token);
        var read = new byte[range.Length];
        await stream.ReadExactlyAsync(read, either.Token);
        return read;
    }
}
