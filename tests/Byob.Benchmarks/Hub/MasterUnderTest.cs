using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Byob.Shared.Hubs;

namespace Byob.Benchmarks.Hub;

/// <summary>A real master in a process and a data folder of its own, with what it costs. Both are gone when it is disposed.</summary>
internal sealed class MasterUnderTest : IAsyncDisposable
{
    public const string Password = "benchmark party";
    private const int UploadPieceBytes = 32 << 20;
    private const string Member = "bench";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("byob-bench-").FullName;
    private readonly Process _process;
    private readonly PeakMemory _memory;
    private readonly HttpClient _http;
    private readonly Queue<string> _lastWords = new();

    private MasterUnderTest(IEnumerable<string> settings)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        var program = ProgramFile.Of("Byob.Web");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(program) };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(program);
        foreach (var argument in (string[])[
            "--urls", Address.ToString().TrimEnd('/'),
            $"--Party:DataDirectory={_folder}",
            $"--Party:Password={Password}",
            // Hundreds of machines enrol from one address, which no real party does.
            "--Party:TriesPerMinute=100000",
            "--Worker:BuiltIn=false",
            "--Logging:LogLevel:Default=Warning",
            .. settings])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _memory = new PeakMemory(_process);
    }

    public Uri Address { get; }

    /// <summary>The working set now, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The largest working set so far, in bytes.</summary>
    public long PeakMemoryBytes => _memory.WorkingSetBytes;

    /// <inheritdoc cref="PeakMemory.OwnBytes"/>
    public long PeakOwnMemoryBytes => _memory.OwnBytes;

    /// <summary>Processor time of all threads since the start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<MasterUnderTest> StartAsync(params string[] settings)
    {
        var master = new MasterUnderTest(settings);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await master._http.GetAsync(new Uri(PartyRoutes.Health, UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return master;
            }
            catch (HttpRequestException) when (!master._process.HasExited && Stopwatch.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    /// <summary>Enrols machines through the door that every machine takes. The first is also who uploads and submits.</summary>
    public async Task<IReadOnlyList<EnrolReply>> EnrolAsync(int machines)
    {
        var replies = new EnrolReply[machines];
        await Parallel.ForAsync(0, machines, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (machine, cancellationToken) =>
        {
            var request = new EnrolRequest(Member, Password, string.Create(CultureInfo.InvariantCulture, $"machine {machine}"));
            using var answer = await _http.PostAsJsonAsync(PartyRoutes.Enrol, request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            replies[machine] = (await answer.Content.ReadFromJsonAsync<EnrolReply>(cancellationToken))!;
        });
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", replies[0].Token);
        return replies;
    }

    /// <summary>Uploads a text and queues a count of it.</summary>
    public async Task<int> SubmitAsync(byte[] text) => await SubmitAsync(await UploadAsync(new MemoryStream(text)));

    /// <summary>Uploads a text in pieces.</summary>
    public async Task<Guid> UploadAsync(Stream text)
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, PartyRoutes.Uploads);
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", text.Length.ToString(CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes("bench.txt")));
        using var created = await _http.SendAsync(create);
        created.EnsureSuccessStatusCode();
        var piece = new byte[(int)Math.Min(text.Length, UploadPieceBytes)];
        for (long offset = 0; offset < text.Length;)
        {
            var length = await text.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false);
            using var patch = new HttpRequestMessage(HttpMethod.Patch, created.Headers.Location) { Content = new ByteArrayContent(piece, 0, length) };
            patch.Headers.Add("Tus-Resumable", "1.0.0");
            patch.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
            patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            using var patched = await _http.SendAsync(patch);
            patched.EnsureSuccessStatusCode();
            offset += length;
        }

        return Guid.Parse(created.Headers.Location!.ToString().Split('/')[^1]);
    }

    /// <summary>Queues a count of what was uploaded, as soon as the master has measured it.</summary>
    public async Task<int> SubmitAsync(Guid dataset)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await _http.PostAsJsonAsync(PartyRoutes.Jobs, new SubmitJobRequest(dataset, "benchmark"));
            if (answer.StatusCode == HttpStatusCode.Created)
                return (await answer.Content.ReadFromJsonAsync<JobStatus>())!.Number;
            if (Stopwatch.GetElapsedTime(start) > s_patience)
                throw new InvalidOperationException("The job is not taken: " + await answer.Content.ReadAsStringAsync());
            // The dataset is still being measured.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public async Task<JobStatus> StatusAsync(int job) =>
        await _http.GetFromJsonAsync<JobStatus>(string.Create(CultureInfo.InvariantCulture, $"{PartyRoutes.Jobs}/{job}")) ?? throw new InvalidOperationException("There is no such job.");

    /// <summary>The last lines that the master printed: with the settings above, warnings.</summary>
    public string LastWords()
    {
        lock (_lastWords)
            return string.Join('\n', _lastWords);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _memory.DisposeAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lastWords)
        {
            _lastWords.Enqueue(line);
            if (_lastWords.Count > 20)
                _lastWords.Dequeue();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
