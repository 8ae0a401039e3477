using System.Collections.Concurrent;
using System.Threading.Channels;
using Byob.Shared.Hubs;
using Microsoft.AspNetCore.SignalR;

namespace Byob.Web.Workers;

/// <summary>
/// Sends to workers in order without ever making the sender wait: each connection has a bounded outbox with its own pump.
/// A worker that does not read until its outbox is full is cut off; it will join again.
/// </summary>
public sealed partial class WorkerLinks(IHubContext<PartyHub, IWorkerClient> hub, ILogger<WorkerLinks> logger)
{
    private const int OutboxMessages = 1024;

    private readonly ConcurrentDictionary<string, Link> _links = new();

    /// <summary>Opens the outbox of a new connection.</summary>
    public void Open(HubCallerContext caller)
    {
        var link = new Link(caller);
        _links[caller.ConnectionId] = link;
        _ = PumpAsync(link);
    }

    public void Close(string connectionId)
    {
        if (_links.TryRemove(connectionId, out var link))
            link.Outbox.Writer.TryComplete();
    }

    /// <summary>Queues a message; a connection that is gone swallows it.</summary>
    public void Send(string connectionId, Func<IWorkerClient, Task> message)
    {
        if (_links.TryGetValue(connectionId, out var link) && !link.Outbox.Writer.TryWrite(message))
        {
            LogOutboxFull(connectionId);
            link.Caller.Abort();
        }
    }

    /// <summary>Sends what is queued, then closes the connection.</summary>
    public async Task CloseAfterAsync(string connectionId, Func<IWorkerClient, Task> lastMessage)
    {
        if (!_links.TryGetValue(connectionId, out var link))
            return;
        link.Outbox.Writer.TryWrite(lastMessage);
        link.Outbox.Writer.TryComplete();
        await link.Drained.Task;
        link.Caller.Abort();
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
        public HubCallerContext Caller { get; } = caller;

        public Channel<Func<IWorkerClient, Task>> Outbox { get; } =
            Channel.CreateBounded<Func<IWorkerClient, Task>>(new BoundedChannelOptions(OutboxMessages) { SingleReader = true });

        public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
