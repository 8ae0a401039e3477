using System.Net.Http.Json;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Hubs;
using Byob.Web.Datasets;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Live;
using Byob.Web.Party;
using Byob.Web.Results;
using Byob.Web.Storage;
using Byob.Web.Tests.Datasets;
using Byob.Web.Tests.Hosting;
using Byob.Web.Tests.Results;
using Byob.Web.Tests.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>
/// A whole master with members, texts and scripted workers, over a folder that outlives a restart. Chunks are small, and nobody is lost for being slow:
/// where silence matters, time is fake.
/// </summary>
internal sealed class TestParty : IAsyncDisposable
{
    public const int ChunkBytes = 1000;

    private readonly List<ScriptedWorker> _workers = [];
    private readonly Action<WebApplicationBuilder>? _adjust;
    private readonly string[] _args;
    private MasterHost? _master;

    private TestParty(FakeTimeProvider? time, Action<WebApplicationBuilder>? adjust, string[] args) => (Time, _adjust, _args) = (time, adjust, args);

    /// <summary>The data folder, whether a master runs or not.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("byob-jobs-").FullName;

    public MasterHost Master => _master!;

    public FakeTimeProvider? Time { get; }

    public IJobs Jobs => Master.Services.GetRequiredService<IJobs>();

    public ILiveParty Live => Master.Services.GetRequiredService<ILiveParty>();

    public IDatasets Datasets => Master.Services.GetRequiredService<IDatasets>();

    public DataFolder Folder => Master.Services.GetRequiredService<DataFolder>();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<TestParty> StartAsync(params string[] args) => StartAsync(null, null, args);

    public static async Task<TestParty> StartAsync(FakeTimeProvider? time, Action<WebApplicationBuilder>? adjust, params string[] args)
    {
        var party = new TestParty(time, adjust, args);
        await party.RunAsync();
        return party;
    }

    public static FakeTimeProvider NewTime() => new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>A text of at least so many bytes, the same for the same seed.</summary>
    public static byte[] Text(int bytes, int seed = 1)
    {
        var text = Encoding.UTF8.GetBytes(string.Join(' ', CountedJob.Words(bytes / 3, seed)));
        return text[..(Array.IndexOf(text, (byte)' ', Math.Min(bytes, text.Length - 100)) + 1)];
    }

    public static Dictionary<string, long> Counts(byte[] text) =>
        Encoding.UTF8.GetString(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).CountBy(word => word).ToDictionary(word => word.Key, word => (long)word.Value);

    /// <summary>Stops the master and starts another one over the same folder.</summary>
    public async Task RestartAsync(Action? between = null)
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        _workers.Clear();
        await Master.StopAsync();
        await Master.DisposeAsync();
        _master = null;
        between?.Invoke();
        await RunAsync();
    }

    /// <summary>A member's machine, and with it the member.</summary>
    public Task<EnrolReply> EnrolAsync(string member = "Ann", string machine = "machine") => Master.EnrolAsync(member, machine);

    public async Task<Actor> ActorAsync(string member = "Ann")
    {
        await EnrolAsync(member, "of " + member);
        return Master.ActorOf(member);
    }

    public async Task<DatasetId> UploadAsync(byte[] text, string member = "Ann", string name = "text.txt")
    {
        var id = await new TusClient(Master.NewWorkerClient((await EnrolAsync(member)).Token)).UploadAsync(text, name);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (Datasets.All.Any(dataset => dataset.Id == id && dataset.State == DatasetState.Ready))
                ready.TrySetResult();
        }

        Datasets.Changed += Look;
        Look();
        await ready.Task.WaitAsync(MasterHost.Patience);
        Datasets.Changed -= Look;
        return id;
    }

    public async Task<JobView> SubmitAsync(byte[] text, string resultName = "result", string member = "Ann", CountOptions? options = null) =>
        await SubmitAsync(await UploadAsync(text, member), resultName, member, options);

    public Task<JobView> SubmitAsync(DatasetId dataset, string resultName = "result", string member = "Ann", CountOptions? options = null) =>
        SubmitAsync(new JobSubmission(dataset, "", options ?? CountOptions.Exact, resultName), member);

    /// <summary>Submits the text with every chunk, or some, counted twice.</summary>
    public async Task<JobView> SubmitCheckedAsync(byte[] text, Verification verification, int? cap = null) =>
        await SubmitAsync(new JobSubmission(await UploadAsync(text), "", CountOptions.Exact, "result", JobPriority.Normal, cap, verification), "Ann");

    public async Task<JobView> SubmitAsync(JobSubmission submission, string member)
    {
        var outcome = await Jobs.SubmitAsync(submission, await ActorAsync(member), Cancel);
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    /// <summary>A machine's connection, which has not joined.</summary>
    public async Task<ScriptedWorker> DialAsync(EnrolReply? identity = null)
    {
        var worker = await ScriptedWorker.DialAsync(Master.Address, identity ?? await EnrolAsync());
        _workers.Add(worker);
        return worker;
    }

    /// <summary>A machine that is in and listens.</summary>
    public async Task<ScriptedWorker> JoinAsync(int slots = 1, int prefetch = 0, string member = "Ann")
    {
        var worker = await DialAsync(await EnrolAsync(member));
        Assert.Null((await worker.JoinAsync(slots, prefetch)).Refusal);
        await worker.BeatAsync();
        return worker;
    }

    /// <summary>A machine of this name that is in, listens, and says how fast it is.</summary>
    public async Task<ScriptedWorker> JoinAsAsync(string machine, double bytesPerSecond = 0, string member = "Ann")
    {
        var worker = await DialAsync(await EnrolAsync(member, machine));
        Assert.Null((await worker.JoinAsync(ScriptedWorker.Request(worker.Instance) with { MeasuredBytesPerSecond = bytesPerSecond })).Refusal);
        await worker.BeatAsync();
        return worker;
    }

    /// <summary>The proof of a done job, as it is downloaded.</summary>
    public async Task<ResultProof> ProofAsync(JobView job) =>
        (await Master.NewWorkerClient((await EnrolAsync()).Token).GetFromJsonAsync<ResultProof>($"api/jobs/{job.Number}/proof", Cancel))!;

    /// <summary>A machine that counts whatever it is given.</summary>
    public async Task<ScriptedWorker> JoinAndWorkAsync(byte[] text, int slots = 2)
    {
        var worker = await JoinAsync(slots);
        _ = worker.WorkAsync(text);
        return worker;
    }

    public Task<T> LookAsync<T>(Func<MasterState, T> look) =>
        Master.Services.GetRequiredService<Coordinator>().LookAsync(look, Cancel).WaitAsync(MasterHost.Patience);

    /// <summary>How many leases a worker holds.</summary>
    public Task<int> LeasesAsync(ScriptedWorker worker) => LookAsync(state => state.Scheduler.FindWorker(worker.Id)?.Leases.Count ?? 0);

    public Task<JobState?> StateAsync(JobView job) => LookAsync(state => state.FindJob(job.Id)?.Record.State ?? state.FindEnded(job.Id)?.View.State);

    public async Task<T> ReadAsync<T>(Func<PartyDbContext, Task<T>> read)
    {
        await using var context = await Master.Services.GetRequiredService<PartyStore>().ReadAsync(Cancel);
        return await read(context);
    }

    public Task<JobRecord> RecordAsync(JobView job) => ReadAsync(context => context.Jobs.AsNoTracking().SingleAsync(record => record.Id == job.Id.Value, Cancel));

    /// <summary>Waits for a snapshot as wanted. Of no use with fake time.</summary>
    public async Task<PartySnapshot> SeeAsync(Func<PartySnapshot, bool> wanted, Func<string> complaint)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(MasterHost.Patience);
        await foreach (var snapshot in Live.WatchAsync(patience.Token))
        {
            if (wanted(snapshot))
                return snapshot;
        }

        throw new TimeoutException(complaint());
    }

    /// <summary>Waits until a snapshot shows the job as wanted. Of no use with fake time.</summary>
    public async Task<JobView> WaitAsync(JobView job, Func<JobView, bool> until)
    {
        JobView? Find(PartySnapshot snapshot) => snapshot.Jobs.FirstOrDefault(view => view.Id == job.Id);
        return Find(await SeeAsync(snapshot => Find(snapshot) is { } view && until(view), () => $"Job {job.Number} was not seen as wanted, but last as {Find(Live.Current)}."))!;
    }

    public Task<JobView> WaitAsync(JobView job, JobState state) => WaitAsync(job, view => view.State == state);

    /// <summary>Lets fake time pass, tick by tick, until something holds.</summary>
    public async Task PassUntilAsync(Func<MasterState, bool> holds)
    {
        for (var ticks = 0; ticks < 1000; ticks++)
        {
            if (await LookAsync(holds))
                return;
            Time!.Advance(TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException("It did not come true in 200 seconds of fake time.");
    }

    /// <summary>The words of a done job, as its result says.</summary>
    public async Task<Dictionary<string, long>> ResultAsync(JobView job)
    {
        var lines = await Master.NewWorkerClient((await EnrolAsync()).Token).GetStringAsync($"api/jobs/{job.Number}/result?format=tsv-by-word", Cancel);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(line => line[0], line => long.Parse(line[1], null));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        if (_master is not null)
        {
            // A merge that is under way is waited for: it would write into the folder while that is deleted.
            await _master.StopAsync();
            await _master.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    private async Task RunAsync()
    {
        string[] patient = Time is null ? ["--Workers:SuspectAfter=00:09:00", "--Workers:LostAfter=00:10:00"] : [];
        _master = await MasterHost.StartAsync(
            new MasterHostSettings { DataFolder = Root, Time = Time, Adjust = _adjust },
            [
                $"--Scheduler:SmallestChunkBytes={ChunkBytes}", $"--Scheduler:LargestChunkBytes={ChunkBytes}",
                "--Results:KeepFreeBytes=0", "--Datasets:KeepFreeBytes=0", .. patient, .. _args,
            ]);
        await Master.Services.GetRequiredService<Coordinator>().Loaded.WaitAsync(MasterHost.Patience);
    }
}
