using System.Diagnostics;
using System.Threading.Channels;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Byob.Benchmarks.Hub;

/// <summary>A worker as the master sees it, that counts nothing: it joins, heartbeats, and has an answer ready for every lease.</summary>
internal sealed class LightWorker : IAsyncDisposable
{
    private readonly HubConnection _hub;
    private readonly Channel<(ChunkLease Lease, long At)> _leases = Channel.CreateUnbounded<(ChunkLease, long)>();
    private int _heard;

    private LightWorker(HubConnection hub)
    {
        _hub = hub;
        hub.On<ChunkLease>(nameof(IWorkerClient.Assign), lease => _leases.Writer.TryWrite((lease, Stopwatch.GetTimestamp())));
        hub.On<MasterHeartbeat>(nameof(IWorkerClient.MasterHeartbeat), _ => Interlocked.Increment(ref _heard));
        hub.On<LeaseToken, long>(nameof(IWorkerClient.Shrink), (_, _) => { });
        hub.On<LeaseToken, string>(nameof(IWorkerClient.Revoke), (_, _) => { });
        hub.On<JobNotice?>(nameof(IWorkerClient.CurrentJob), _ => { });
        hub.Closed += _ =>
        {
            IsLost = true;
            _leases.Writer.TryComplete();
            return Task.CompletedTask;
        };
    }

    /// <summary>Whether the connection ended before it was disposed.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Heartbeats of the master so far.</summary>
    public int Heard => Volatile.Read(ref _heard);

    public static async Task<LightWorker> JoinAsync(Uri master, EnrolReply identity, double bytesPerSecond)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(master, PartyRoutes.Hub), http => http.AccessTokenProvider = () => Task.FromResult<string?>(identity.Token))
            .AddMessagePackProtocol()
            .Build();
        var worker = new LightWorker(hub);
        await hub.StartAsync();
        var machine = new MachineDescription("bench", "Linux", "X64", 1, 1L << 30, ".NET");
        var request = new JoinRequest(ProtocolVersion.Current, "1.0", Guid.CreateVersion7(), machine, new WorkerCapacity(1, 0), bytesPerSecond, []);
        var reply = await hub.InvokeAsync<JoinReply>(nameof(IPartyHub.Join), request);
        return reply.Refusal is null ? worker : throw new InvalidOperationException(reply.Refusal);
    }

    /// <summary>Beats at the interval, from a first beat after <paramref name="offset"/>, until told to stop.</summary>
    public async Task BeatAsync(TimeSpan offset, TimeSpan interval, CancellationToken stop)
    {
        var heartbeat = new WorkerHeartbeat(new WorkerVitals(1, 50L << 20, 0, 0), [], "Nothing to count.");
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        try
        {
            await Task.Delay(offset, TimeProvider.System, stop);
            do
            {
                await _hub.SendAsync(nameof(IPartyHub.Heartbeat), heartbeat, stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
        catch (InvalidOperationException) when (IsLost)
        {
            // Whoever counts the lost ones sees it.
        }
    }

    /// <summary>Answers each lease, at once or at its pace, and notes how long the master took.</summary>
    /// <param name="pace">Time from one submission to the next; zero for as fast as it goes.</param>
    public async Task CountAsync(PartialPool partials, CycleTimes times, TimeSpan offset, TimeSpan pace, CancellationToken stop)
    {
        try
        {
            var next = Stopwatch.GetTimestamp() + (long)(offset.TotalSeconds * Stopwatch.Frequency);
            var (lease, _) = await _leases.Reader.ReadAsync(stop);
            while (true)
            {
                if (pace > TimeSpan.Zero)
                {
                    var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
                    if (wait > TimeSpan.Zero)
                        await Task.Delay(wait, TimeProvider.System, stop);
                    // Who was kept waiting does not make up for it with a burst.
                    next = Math.Max(next, Stopwatch.GetTimestamp()) + (long)(pace.TotalSeconds * Stopwatch.Frequency);
                }

                var submitted = Stopwatch.GetTimestamp();
                var reply = await _hub.InvokeAsync<SubmissionReply>(nameof(IPartyHub.SubmitPartial), lease.Token, One(partials.For(lease.Range)), stop);
                var replied = Stopwatch.GetTimestamp();
                if (reply.Outcome != SubmissionOutcome.Accepted)
                    times.Refused(reply.Outcome);
                (lease, var leased) = await _leases.Reader.ReadAsync(stop);
                times.Add(Stopwatch.GetElapsedTime(submitted, replied), Stopwatch.GetElapsedTime(submitted, leased), Stopwatch.GetElapsedTime(replied, Math.Max(replied, leased)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChannelClosedException || IsLost)
        {
            // Told to stop, or the connection broke; whoever counts the lost ones sees that.
        }
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    private static async IAsyncEnumerable<byte[]> One(byte[] frame)
    {
        await Task.CompletedTask;
        yield return frame;
    }
}
