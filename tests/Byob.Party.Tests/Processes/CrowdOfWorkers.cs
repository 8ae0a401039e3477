using System.Collections.Concurrent;
using System.Net.Http.Json;
using Byob.Shared.Hubs;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Byob.Party.Tests.Processes;

/// <summary>Many machines that are in the party and count nothing: each is a real connection that beats once a second, with vitals that change.</summary>
internal sealed class CrowdOfWorkers : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly ConcurrentBag<HubConnection> _hubs = [];
    private readonly ConcurrentBag<Task> _beating = [];
    private readonly CancellationTokenSource _over = new();

    public async Task JoinAsync(MasterProcess master, int machines) => await Parallel.ForAsync(
        0, machines, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellationToken) =>
        {
            var asked = new EnrolRequest("Hanna", MasterProcess.Password, $"machine {number:000}");
            using var answer = await master.Client.PostAsJsonAsync(PartyRoutes.Enrol, asked, cancellationToken);
            var identity = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<EnrolReply>(cancellationToken))!;
            var hub = new HubConnectionBuilder()
                .WithUrl(new Uri(master.Address, PartyRoutes.Hub), http => http.AccessTokenProvider = () => Task.FromResult<string?>(identity.Token))
                .AddMessagePackProtocol()
                .Build();
            _hubs.Add(hub);
            await hub.StartAsync(cancellationToken);
            var machine = new MachineDescription($"host-{number}", "Debian GNU/Linux 13", "X64", 4, 8L << 30, ".NET 10");
            var limits = new WorkerLimits("Quiet", CpuPercent: 50, Priority: "Idle");
            var request = new JoinRequest(ProtocolVersion.Current, "0.1.0", Guid.CreateVersion7(), machine, new WorkerCapacity(2, 1), 1e8, [], limits);
            await hub.InvokeAsync<JoinReply>(nameof(IPartyHub.Join), request, cancellationToken);
            _beating.Add(BeatAsync(hub, number));
        });

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_beating);
        await Parallel.ForEachAsync(_hubs, async (hub, _) => await hub.DisposeAsync());
        _over.Dispose();
    }

    private async Task BeatAsync(HubConnection hub, int number)
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            for (var beat = 0; await timer.WaitForNextTickAsync(_over.Token); beat++)
            {
                var swing = 1 + Math.Sin((beat + number) / 3.0);
                var vitals = new WorkerVitals(20 * swing, 200_000_000 + (beat * 1000), 50e6 * swing, beat * 1_000_000L, 50e6 * swing, 1e5 * swing, 55 + swing);
                await hub.SendAsync(nameof(IPartyHub.Heartbeat), new WorkerHeartbeat(vitals, [], null), _over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The party is over.
        }
        catch (InvalidOperationException) when (hub.State == HubConnectionState.Disconnected)
        {
            // The master is gone; whoever looks at the page sees it.
        }
    }
}
