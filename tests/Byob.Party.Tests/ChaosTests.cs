using System.Globalization;
using System.Text.Json;
using Byob.Party.Tests.Processes;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>
/// Every second something happens to one of three worker processes: it is killed and started again, stands still, or goes on. Meanwhile jobs are
/// counted, one after the other, and every one has to be exact.
/// </summary>
/// <remarks>Short by default; <c>BYOB_CHAOS_SECONDS</c>, <c>BYOB_CHAOS_MEBIBYTES</c> and <c>BYOB_CHAOS_SEED</c> make a measurement of it.</remarks>
public sealed class ChaosTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-chaos-").FullName;
    private readonly int _seconds = Setting("BYOB_CHAOS_SECONDS", 20);
    private readonly int _blocks = Setting("BYOB_CHAOS_MEBIBYTES", 200);
    private readonly int _seed = Setting("BYOB_CHAOS_SEED", Random.Shared.Next(10_000));
    private readonly List<WorkerProcess> _workers = [];
    private readonly SortedDictionary<string, int> _happened = new(StringComparer.Ordinal);
    private MasterProcess? _master;

    private MasterProcess Master => _master!;

    public async ValueTask InitializeAsync()
    {
        _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false, "--Results:KeepFreeBytes=0");
        await _master.StartAsync();
        await _master.SignInAsync("tester");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        await Master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Party_WorkersKilledAndFrozenEverySecond_EveryJobIsExact()
    {
        output.WriteLine($"Seed {_seed}.");
        var dataset = await Master.UploadAsync("text.txt", BigText.Make(_blocks));
        var expected = BigText.Counts(_blocks);
        for (var index = 0; index < 3; index++)
        {
            var worker = new WorkerProcess(Master.Address, Path.Combine(_folder, $"worker{index}"), $"machine{index}");
            worker.Join();
            _workers.Add(worker);
        }

        // A machine that is killed before it has enrolled needs its owner, which is not what is tried here.
        await Eventually.SeeAsync("all have joined", () => Task.FromResult(Master.Program.Output.Split("joined: ").Length > _workers.Count ? "joined" : null), () => Master.Program.Output);
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(_seconds), TimeProvider.System);
        var trouble = TroubleAsync(over.Token);
        var jobs = new List<int>();
        do
        {
            var job = await Master.SubmitAsync(dataset, string.Create(CultureInfo.InvariantCulture, $"result{jobs.Count}"));
            jobs.Add(job.Number);
            // A job that outlives the trouble is finished in peace.
            await WaitUntilDoneAsync(job.Number);
            Assert.Equal(expected, await Master.ResultAsync(job.Number));
        }
        while (!over.IsCancellationRequested);
        await trouble;

        var (accepted, discarded, steals, speculations) = (0L, 0L, 0, 0);
        foreach (var job in jobs)
        {
            using var proof = JsonDocument.Parse(await Master.Client.GetStringAsync($"api/jobs/{job}/proof", TestContext.Current.CancellationToken));
            var cover = proof.RootElement.GetProperty("cover");
            var effort = proof.RootElement.GetProperty("effort");
            Assert.Equal(0, cover.GetProperty("overlapBytes").GetInt64());
            accepted += cover.GetProperty("acceptedBytes").GetInt64();
            discarded += cover.GetProperty("discardedBytes").GetInt64();
            steals += effort.GetProperty("steals").GetInt32();
            speculations += effort.GetProperty("speculations").GetInt32();
        }

        Assert.Equal(jobs.Count * (long)_blocks * BigText.BlockBytes, accepted);
        Assert.True(_happened.Values.Sum() >= _seconds / 2, "Too little happened to prove anything.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{jobs.Count} jobs exact, {accepted:N0} bytes accepted, {discarded:N0} counted for nothing ({100.0 * discarded / accepted:0.000} %), {steals} steals, {speculations} speculative; {string.Join(", ", _happened.Select(pair => $"{pair.Value} x {pair.Key}"))}"));
    }

    private async Task WaitUntilDoneAsync(int job)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(_seconds + 90));
        while (await Master.StatusAsync(job) is var status && status.State != "Done")
        {
            Assert.True(status.State is "Queued" or "Running" or "Finishing", $"Job {job} is {status.State}: {status.Reason}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, bound.Token);
        }
    }

    private async Task TroubleAsync(CancellationToken over)
    {
        var random = new Random(_seed);
        var frozenUntil = new int[_workers.Count];
        for (var second = 0; !over.IsCancellationRequested; second++)
        {
            await Task.Delay(s_pace, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (var index = 0; index < _workers.Count; index++)
            {
                if (frozenUntil[index] == second && second > 0)
                    Do("SIGCONT", _workers[index].Program.Thaw);
            }

            var awake = Enumerable.Range(0, _workers.Count).Where(index => frozenUntil[index] <= second).ToList();
            if (awake.Count == 0)
                continue;
            var victim = awake[random.Next(awake.Count)];
            switch (random.Next(6))
            {
                case 0 or 1 or 2:
                    await _workers[victim].Program.KillAsync();
                    _workers[victim].Run();
                    Do("kill -9", () => { });
                    break;
                case 3 or 4:
                    frozenUntil[victim] = second + random.Next(1, 4);
                    Do("SIGSTOP", _workers[victim].Program.Freeze);
                    break;
                default:
                    // A lid that is closed: longer than the master waits.
                    frozenUntil[victim] = second + 13;
                    Do("SIGSTOP beyond being lost", _workers[victim].Program.Freeze);
                    break;
            }
        }

        foreach (var worker in _workers)
            worker.Program.Thaw();
    }

    private void Do(string what, Action action)
    {
        action();
        _happened[what] = _happened.GetValueOrDefault(what) + 1;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}
