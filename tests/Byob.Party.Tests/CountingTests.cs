using Byob.Party.Tests.Processes;
using Xunit;

namespace Byob.Party.Tests;

/// <summary>A whole party of real processes counts a text, undisturbed and disturbed, and the counts are exact.</summary>
public sealed class CountingTests : IAsyncLifetime
{
    private const int Blocks = 96;
    private static readonly string[] SmallChunks = ["--Scheduler:LargestChunkBytes=1048576", "--Scheduler:SmallestChunkBytes=65536"];

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-party-").FullName;
    private readonly List<WorkerProcess> _workers = [];
    private readonly MasterProcess _master;

    public CountingTests() => _master = new MasterProcess(Path.Combine(_folder, "master"), builtInWorker: false, SmallChunks);

    public async ValueTask InitializeAsync()
    {
        await _master.StartAsync();
        await _master.SignInAsync("tester");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Party_ThreeWorkers_CountsExactly()
    {
        var workers = Join(3);
        var job = await SubmitAsync();

        await _master.WaitUntilDoneAsync(job);

        await AssertExactAsync(job);
        Assert.All(workers, worker => Assert.False(worker.Program.HasExited));
    }

    [Fact]
    public async Task Worker_KilledInTheMiddle_OthersFinishExactly()
    {
        var workers = Join(3);
        var job = await SubmitAndFreezeInTheMiddleAsync(workers);

        await workers[0].Program.KillAsync();
        workers[1].Program.Thaw();
        workers[2].Program.Thaw();

        await _master.WaitUntilDoneAsync(job);
        await AssertExactAsync(job);
    }

    [Fact]
    public async Task Worker_FrozenAndThawed_ComesBackAndCountsStayExact()
    {
        var workers = Join(2);
        var job = await SubmitAndFreezeInTheMiddleAsync(workers);

        workers[1].Program.Thaw();
        // The other one does not wait until the frozen one is given up: it counts the same bytes.
        await _master.WaitUntilDoneAsync(job);
        await AssertExactAsync(job);
        await Eventually.SeeAsync("the frozen worker is given up", () => Task.FromResult(_master.Program.Output.Contains("is lost: ", StringComparison.Ordinal) ? "lost" : null), () => _master.Program.Output);
        workers[0].Program.Thaw();

        await Eventually.SeeAsync("the thawed worker joins again", () => Task.FromResult(_master.Program.Output.Split("joined: ").Length > 3 ? "again" : null), () => _master.Program.Output);
    }

    [Fact]
    public async Task Master_KilledInTheMiddle_GoesOnFromWhatIsDone()
    {
        var workers = Join(3);
        var job = await SubmitAndFreezeInTheMiddleAsync(workers);
        var before = await _master.StatusAsync(job);

        await _master.Program.KillAsync();
        await _master.StartAsync();
        var after = await _master.StatusAsync(job);
        foreach (var worker in workers)
            worker.Program.Thaw();

        Assert.InRange(after.DoneBytes, before.DoneBytes, before.DatasetBytes);
        await _master.WaitUntilDoneAsync(job);
        await AssertExactAsync(job);
    }

    [Fact]
    public async Task Master_StoppedPolitely_WorkersWaitAndGoOn()
    {
        var workers = Join(2);
        var job = await SubmitAndFreezeInTheMiddleAsync(workers);
        foreach (var worker in workers)
            worker.Program.Thaw();

        await _master.Program.StopAsync();
        Assert.Equal(0, _master.Program.ExitCode);
        await _master.StartAsync();

        await _master.WaitUntilDoneAsync(job);
        await AssertExactAsync(job);
        Assert.All(workers, worker => Assert.False(worker.Program.HasExited));
    }

    [Fact]
    public async Task Worker_StoppedPolitely_GivesBackAndStartsAgainWithoutAPassword()
    {
        var workers = Join(1);
        var job = await SubmitAndFreezeInTheMiddleAsync(workers);
        workers[0].Program.Thaw();

        await workers[0].Program.StopAsync();
        Assert.Equal(0, workers[0].Program.ExitCode);
        workers[0].Run();

        await _master.WaitUntilDoneAsync(job);
        await AssertExactAsync(job);
    }

    [Fact]
    public async Task BuiltInWorker_Alone_CountsExactly()
    {
        await using var master = new MasterProcess(Path.Combine(_folder, "alone"), builtInWorker: true);
        await master.StartAsync();
        await master.SignInAsync("tester");
        var dataset = await master.UploadAsync("text.txt", BigText.Make(8));

        var job = await master.SubmitAsync(dataset, "alone");
        await master.WaitUntilDoneAsync(job.Number);

        Assert.Equal(BigText.Counts(8), await master.ResultAsync(job.Number));
    }

    private List<WorkerProcess> Join(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var worker = new WorkerProcess(_master.Address, Path.Combine(_folder, $"worker{index}"), $"machine{index}");
            worker.Join();
            _workers.Add(worker);
        }

        return _workers;
    }

    private async Task<int> SubmitAsync()
    {
        var dataset = await _master.UploadAsync("text.txt", BigText.Make(Blocks));
        return (await _master.SubmitAsync(dataset, "result")).Number;
    }

    /// <summary>Starts a job and freezes every worker when some of it is done and some is not.</summary>
    private async Task<int> SubmitAndFreezeInTheMiddleAsync(List<WorkerProcess> workers)
    {
        var job = await SubmitAsync();
        await _master.WaitAsync(job, "some chunks are done", status => status.ChunksDone >= 3);
        foreach (var worker in workers)
            worker.Program.Freeze();

        var status = await _master.StatusAsync(job);
        Assert.True(status.DoneBytes < status.DatasetBytes, "The job was over before it could be disturbed: make the text larger.");
        return job;
    }

    private async Task AssertExactAsync(int job)
    {
        Assert.Equal(BigText.Counts(Blocks), await _master.ResultAsync(job));
        var status = await _master.StatusAsync(job);
        Assert.Equal(status.DatasetBytes, status.DoneBytes);
    }
}
