using System.Collections.Concurrent;
using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Microsoft.AspNetCore.SignalR;

namespace Byob.Web.Workers;

/// <summary>
/// Sends to workers in order without ever making the sender wait: each connection has a bounded outbox with its own pump.
/// A worker that does not read until its outbox is full is cut off; it will join again.
/// </summary>
public sealed partial class WorkerLinks(IHubContext<PartyHub, IWorkerClient> hub, TimeProvider time, ILogger<WorkerLinks> logger)
{
    private const int OutboxMessages = 1024;

    /// <summary>How long a connection that is to end may take to send what is queued.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Link> _links = new();
    private volatile bool _closed;

    /// <summary>Opens the outbox of a new connection.</summary>
    public void Open(HubCallerContext caller)
    {
        var link = new Link(caller);
        _links[caller.ConnectionId] = link;
        _ = PumpAsync(link);
        if (_closed)
            caller.Abort();
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Close(string connectionId)
    {
        if (!_links.TryRemove(connectionId, out var link))
            return;
        link.Outbox.Writer.TryComplete();
        link.Ended.TrySetResult();
    }

    public bool IsOpen(string connectionId) => _links.ContainsKey(connectionId);

    /// <summary>Every connection of a worker: as a rule one.</summary>
    public IReadOnlyCollection<string> Of(WorkerId worker) => [.. _links.Values.Where(link => link.Worker == worker).Select(link => link.Caller.ConnectionId)];

    /// <summary>Queues a message; a connection that is gone, or about to end, swallows it.</summary>
    public void Send(string connectionId, Func<IWorkerClient, Task> message)
    {
        if (_links.TryGetValue(connectionId, out var link) && !link.Ending && !link.Outbox.Writer.TryWrite(message))
        {
            LogOutboxFull(connectionId);
            link.Caller.Abort();
        }
    }

    /// <summary>Ends a connection at once.</summary>
    public void Cut(string connectionId)
    {
        if (_links.TryGetValue(connectionId, out var link))
            link.Caller.Abort();
    }

    /// <summary>Sends what is queued, then ends the connection. A worker that does not read cannot hold it up.</summary>
    public async Task CloseAfterAsync(string connectionId, Func<IWorkerClient, Task> lastMessage)
    {
        if (!_links.TryGetValue(connectionId, out var link))
            return;
        link.End(lastMessage);
        await link.Drained.Task.WaitAsync(LastWords, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        link.Caller.Abort();
    }

    /// <summary>
    /// The master stops: tells every worker, so that they dial again instead of waiting for silence to mean something. Returns when
    /// they have hung up; SignalR cuts its connections next, with whatever is still on the way to one that did not.
    /// </summary>
    public void SayGoodbye()
    {
        _closed = true;
        var links = _links.Values.ToList();
        foreach (var link in links)
            link.End(client => client.Goodbye(GoodbyeKind.Restarting, "The master is stopping."));
        // The host's callbacks cannot be awaited.
        Task.WhenAll(links.Select(link => link.Ended.Task)).Wait(LastWords);
    }

    private async Task PumpAsync(Link link)
    {
        try
        {
            var client = hub.Clients.Client(link.Caller.ConnectionId);
            await foreach (var message in link.Outbox.Reader.ReadAllAsync(link.Caller.ConnectionAborted))
                await message(client);
        }
        catch (OperationCanceledException)
        {
            // The connection is gone; what was queued for it is dropped, as the worker will be told anew when it joins.
        }
        catch (Exception fault)
        {
            LogSendFailed(link.Caller.ConnectionId, fault);
            link.Caller.Abort();
        }
        finally
        {
            link.Drained.TrySetResult();
        }
    }

    [LoggerMessage(5001, LogLevel.Warning, "The outbox of connection {ConnectionId} is full; the connection is cut")]
    private partial void LogOutboxFull(string connectionId);

    [LoggerMessage(5002, LogLevel.Warning, "Sending to connection {ConnectionId} failed; the connection is cut")]
    private partial void LogSendFailed(string connectionId, Exception fault);

    private sealed class Link(HubCallerContext caller)
    {
        private volatile bool _ending;

        public HubCallerContext Caller { get; } = caller;

        public WorkerId Worker { get; } = caller.User!.WorkerId();

        public Channel<Func<IWorkerClient, Task>> Outbox { get; } =
            Channel.CreateBounded<Func<IWorkerClient, Task>>(new BoundedChannelOptions(OutboxMessages) { SingleReader = true });

        /// <summary>What was queued is sent, or will never be.</summary>
        public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The connection is gone.</summary>
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Its last message is queued.</summary>
        public bool Ending => _ending;

        public void End(Func<IWorkerClient, Task> lastMessage)
        {
            _ending = true;
            Outbox.Writer.TryWrite(lastMessage);
            Outbox.Writer.TryComplete();
        }
    }
}
