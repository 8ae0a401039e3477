using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Jobs;
using Byob.Web.Ledger;
using Byob.Web.Tests.Hosting;
using Byob.Worker.Counting;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Byob.Web.Tests.Jobs;

/// <summary>Cuts of a text on the web: asked for ahead of need, and nobody waits for its source but its own job.</summary>
public sealed class SourceCutsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WebBytes _web = new();
    private readonly FileCutAligner _aligner;
    private readonly JobId _job = JobId.New();

    public SourceCutsTests()
    {
        _aligner = new FileCutAligner(_web, _time);
        Assert.Null(_aligner.Open(_job, default));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _aligner.Dispose();

    [Fact]
    public async Task AlignNear_SourceThatHasNotAnswered_SaysForWhomItWaits_AndKnowsWhenItHas()
    {
        _web.Hold();
        var waiting = _aligner.AlignNear(_job, 0, 1000);
        Assert.Equal((false, "Waits for texts.example to answer."), (waiting.IsKnown, waiting.Waits));

        _web.Release();
        await AnsweredAsync();
        var cut = _aligner.AlignNear(_job, 0, 1000);
        Assert.Equal(WebBytes.FirstPlaceFrom(1000), cut.Position);
        Assert.True(cut.IsKnown);
        Assert.Equal(cut, _aligner.Align(_job, cut.Position));
        Assert.False(_aligner.Align(_job, cut.Position + 1).IsKnown);
    }

    [Fact]
    public async Task AlignNear_RateChangedWhileItWaited_TakesThePlaceThatCameAndAsksForNoOther()
    {
        _aligner.AlignNear(_job, 0, 1000);
        await AnsweredAsync();
        await _web.AskedAsync(4);

        foreach (var wanted in new[] { 900L, 1000, 1100, 1500 })
            Assert.Equal(WebBytes.FirstPlaceFrom(1000), _aligner.AlignNear(_job, 0, wanted).Position);
    }

    [Fact]
    public async Task AlignNear_ChunkAfterChunk_IsKnownBeforeItIsAskedFor()
    {
        _aligner.AlignNear(_job, 0, 1000);
        await AnsweredAsync();
        _web.Hold();

        for (var from = 0L; from < 4000; from += 1000)
            Assert.Equal(new Cut(from + 1000), _aligner.AlignNear(_job, from, from + 1000));
        Assert.False(_aligner.AlignNear(_job, 4000, 5000).IsKnown);
    }

    [Fact]
    public async Task AlignNear_WordLongerThanAChunk_IsNotCut()
    {
        _web.Text = Encoding.ASCII.GetBytes(new string('a', 90_000) + " end " + new string('b', 10_000));
        _aligner.Open(_job, default);
        _aligner.AlignNear(_job, 0, 1000);
        await AnsweredAsync();

        Assert.Equal(new Cut(90_001), _aligner.AlignNear(_job, 0, 1000));
        Assert.Equal(new Cut(90_001), _aligner.AlignNear(_job, 0, 3000));
    }

    [Fact]
    public async Task Source_ThatFails_IsAskedAgainAndIsNamedWithItsFault()
    {
        _web.Fault = new SourceException(SourceFaultKind.Unreachable, "texts.example cannot answer just now (503).");
        _aligner.AlignNear(_job, 0, 1000);
        await AnsweredAsync();
        Assert.Equal(
            $"Waits for texts.example to answer, and asks again (1 of {SourceCuts.MostTries} tries): texts.example cannot answer just now (503).",
            _aligner.AlignNear(_job, 0, 1000).Waits);

        _web.Fault = null;
        await PassUntilAsync(() => _aligner.AlignNear(_job, 0, 1000).IsKnown);
        Assert.Equal(WebBytes.FirstPlaceFrom(1000), _aligner.AlignNear(_job, 0, 1000).Position);
    }

    [Fact]
    public async Task Source_ThatFailsEachTime_IsGivenUp_AndResumingBeginsAnew()
    {
        _web.Fault = new SourceException(SourceFaultKind.Unreachable, "texts.example could not be reached.");
        await PassUntilAsync(() => _aligner.AlignNear(_job, 0, 1000).Problem is not null);
        Assert.Equal(
            $"The dataset cannot be read, after {SourceCuts.MostTries} tries: texts.example could not be reached. Look at the source, then resume the job.",
            _aligner.AlignNear(_job, 0, 1000).Problem);
        Assert.Equal(SourceCuts.MostTries * SourceCuts.MostAtOnce, _web.Asked.Count);

        _web.Fault = null;
        Assert.Null(_aligner.Open(_job, default));
        await PassUntilAsync(() => _aligner.AlignNear(_job, 0, 1000).IsKnown);
    }

    [Fact]
    public async Task Source_ThatSendsNothing_IsGivenUpAsWell()
    {
        _web.Hold();
        await PassUntilAsync(() => _aligner.AlignNear(_job, 0, 1000).Problem is not null);
        Assert.Contains("texts.example did not send what was asked for in 15 seconds", _aligner.AlignNear(_job, 0, 1000).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceFaultKind.Changed)]
    [InlineData(SourceFaultKind.Refused)]
    public async Task Source_ThatIsNoLongerTheFile_IsGivenUpAtOnce(SourceFaultKind kind)
    {
        _web.Fault = new SourceException(kind, "It is another file.");
        _aligner.AlignNear(_job, 0, 1000);
        await AnsweredAsync();

        Assert.Equal("The dataset cannot be read: It is another file.", _aligner.AlignNear(_job, 0, 1000).Problem);
        Assert.Equal(SourceCuts.MostAtOnce, _web.Asked.Count);
    }

    [Fact]
    public async Task Close_WhileTheSourceIsAsked_BreaksOff()
    {
        _web.Hold();
        _aligner.AlignNear(_job, 0, 1000);
        await _web.AskedAsync(1);

        _aligner.Close(_job);

        await _web.BrokenOff.Task.WaitAsync(MasterHost.Patience, Cancel);
        Assert.NotNull(_aligner.AlignNear(_job, 0, 1000).Problem);
    }

    private async Task AnsweredAsync() => await _aligner.Answered.ReadAsync(Cancel).AsTask().WaitAsync(MasterHost.Patience, Cancel);

    /// <summary>Lets fake time pass until something holds.</summary>
    private async Task PassUntilAsync(Func<bool> holds)
    {
        for (var since = Stopwatch.StartNew(); !holds(); await Task.Yield())
        {
            Assert.True(since.Elapsed < MasterHost.Patience, "It did not come true.");
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A text of words of nine letters, somewhere on the web.</summary>
    private sealed class WebBytes : IDatasetBytes
    {
        public const long Length = 40_000;

        private readonly SemaphoreSlim _asked = new(0);
        private TaskCompletionSource _answers = Done();

        public byte[] Text { get; set; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abcdefghi ", (int)Length / 10)));

        public Exception? Fault { get; set; }

        public ConcurrentQueue<ByteRange> Asked { get; } = new();

        public TaskCompletionSource BrokenOff { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static long FirstPlaceFrom(long wanted) => (wanted + 9) / 10 * 10;

        public void Hold() => _answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _answers.SetResult();

        public async Task AskedAsync(int times)
        {
            for (; times > 0; times--)
                Assert.True(await _asked.WaitAsync(MasterHost.Patience, Cancel));
        }

        public SafeFileHandle Open(DatasetId id) => throw new FileNotFoundException("It lies on the web.");

        public WebText FindOnWeb(DatasetId id) => new("texts.example", Text.Length);

        public async ValueTask<Stream> OpenStreamAsync(DatasetId id, ByteRange range, CancellationToken cancellationToken)
        {
            Asked.Enqueue(range);
            _asked.Release();
            try
            {
                await _answers.Task.WaitAsync(cancellationToken);
                return Fault is null ? new MemoryStream(Text[(int)range.Start..(int)range.End]) : throw Fault;
            }
            catch (OperationCanceledException)
            {
                BrokenOff.TrySetResult();
                throw;
            }
        }

        private static TaskCompletionSource Done()
        {
            var done = new TaskCompletionSource();
            done.SetResult();
            return done;
        }
    }
}
