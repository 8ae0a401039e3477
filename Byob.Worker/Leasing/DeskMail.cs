using System.Threading.Channels;
using Byob.Shared.Hubs;

namespace Byob.Worker.Leasing;

/// <summary>Brings events to the desk, one by one and in order. Whoever brings more than it holds waits with them. For use by many senders and one reader.</summary>
internal sealed class DeskMail
{
    private const int MostLetters = 1024;

    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(MostLetters);

    public IAsyncEnumerable<Letter> ReadAllAsync(CancellationToken cancellationToken) => _letters.Reader.ReadAllAsync(cancellationToken);

    public ValueTask PostAsync(DeskEvent happened) => PostAsync(new Letter(happened));

    /// <summary>From now on partials and failures go over this line.</summary>
    public ValueTask PostJoinedAsync(DeskEvent.Joined joined, IMasterLine line) => PostAsync(new Letter(joined, line));

    /// <summary>Asks for the leases to present to a master, after everything that was posted before.</summary>
    public async Task<IReadOnlyList<HeldLease>> AskHeldAsync(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<HeldLease>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(new Letter(null, Ask: answer));
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing more, and answers nobody who still asks.</summary>
    public void Close()
    {
        _letters.Writer.TryComplete();
        while (_letters.Reader.TryRead(out var unread))
            unread.Ask?.TrySetCanceled(CancellationToken.None);
    }

    private async ValueTask PostAsync(Letter letter)
    {
        try
        {
            await _letters.Writer.WriteAsync(letter);
        }
        catch (ChannelClosedException)
        {
            // The engine has ended, and nobody wants to know any more.
            letter.Ask?.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <param name="Line">The line that came with a <see cref="DeskEvent.Joined"/>.</param>
    /// <param name="Ask">Answered with what is held.</param>
    public sealed record Letter(DeskEvent? Event, IMasterLine? Line = null, TaskCompletionSource<IReadOnlyList<HeldLease>>? Ask = null);
}
