using Byob.Shared.Chunks;

namespace Byob.Web.Datasets;

/// <summary>One upload under way: its file, and the one place from which it may be written at a time.</summary>
internal sealed class Upload(DatasetId id, long length, IncomingFile file) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();

    public DatasetId Id => id;

    public long Length => length;

    public IncomingFile File => file;

    /// <summary>Cancelled when somebody deletes the upload: whoever writes stops.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Takes the turn to write, if nobody has it. Give it back with <see cref="Leave"/>.</summary>
    public bool TryEnter() => _turn.Wait(0);

    public void Leave() => _turn.Release();

    /// <summary>Has whoever writes stop, and takes the turn.</summary>
    public async Task EnterToEndAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _turn.WaitAsync(cancellationToken);
    }

    /// <summary>Closes the file. Turn and token stay usable: a request that found the upload before it ended may still ask for them.</summary>
    public void Dispose() => file.Dispose();
}
