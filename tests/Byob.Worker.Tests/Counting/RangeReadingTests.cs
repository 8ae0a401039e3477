using Byob.Shared.Hubs;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;

namespace Byob.Worker.Tests.Counting;

public sealed class RangeReadingTests
{
    private const int TwoPieces = 512 << 10;

    private readonly byte[] _text = Texts.Make(200_000);

    [Fact]
    public async Task Read_BrokenOffMidway_GoesOnFromThere()
    {
        await using var master = await TestMaster.StartAsync(_text);
        var half = 600 << 10;
        master.OnRange = async context =>
        {
            if (master.Ranges.Count > 1)
                return false;
            await AnswerAsync(context, $"bytes 0-{_text.Length - 1}/{_text.Length}", _text.Length, _text.AsMemory(0, half));
            await master.Heartbeats.NextAsync(beat => beat.Progress.Any(lease => lease.BytesRead == TwoPieces));
            context.Abort();
            return true;
        };
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(_text));

        Assert.Equal(Texts.Count(_text), Texts.Merge([(await master.Submissions.NextAsync()).Partial]));
        Assert.Equal($"bytes=0-{_text.Length - 1}", await master.Ranges.NextAsync());
        // What had filled a whole piece is not read again.
        Assert.Equal($"bytes={TwoPieces}-{_text.Length - 1}", await master.Ranges.NextAsync());
    }

    [Fact]
    public async Task Read_MasterBusyForAMoment_TriesAgain()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(master.Ranges.Count < 3);
        };
        await using var worker = await RunningWorker.JoinAsync(master);

        await master.AssignAsync(Texts.All(_text));

        Assert.Equal(Texts.Count(_text), Texts.Merge([(await master.Submissions.NextAsync()).Partial]));
    }

    [Fact]
    public async Task Read_AlwaysTooShort_FailsAfterAFewTries()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = async context =>
        {
            await AnswerAsync(context, $"bytes 0-{_text.Length - 1}/{_text.Length}", _text.Length, _text.AsMemory(0, 100));
            context.Abort();
            return true;
        };

        var failure = await FailureAsync(master);

        Assert.Equal(LeaseFailureKind.ReadFailed, failure.Kind);
        Assert.Contains("bytes", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(5, master.Ranges.Count);
    }

    [Fact]
    public async Task Read_OtherBytesThanAsked_FailsAtOnce()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = async context =>
        {
            await AnswerAsync(context, $"bytes 1-{_text.Length - 1}/{_text.Length}", _text.Length - 1, _text.AsMemory(1));
            return true;
        };

        var failure = await FailureAsync(master);

        Assert.Equal($"The master sends bytes 1-{_text.Length - 1}/{_text.Length}; asked for were bytes 0-{_text.Length - 1}/{_text.Length}.", failure.Reason);
        Assert.Equal(LeaseFailureKind.ReadFailed, failure.Kind);
        Assert.Equal(1, master.Ranges.Count);
    }

    [Fact]
    public async Task Read_MoreBytesAnnounced_FailsAtOnce()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = async context =>
        {
            await AnswerAsync(context, $"bytes 0-{_text.Length - 1}/{_text.Length}", _text.Length + 5, _text);
            await context.Response.Body.WriteAsync(new byte[5]);
            return true;
        };

        var failure = await FailureAsync(master);

        Assert.Contains($"announces {_text.Length + 5} bytes", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WholeFileInsteadOfTheRange_FailsAtOnce()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = async context =>
        {
            await context.Response.Body.WriteAsync(_text);
            return true;
        };

        var failure = await FailureAsync(master);

        Assert.StartsWith("The master answered 200 instead of the bytes", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Problem_PassesItsSentenceOn()
    {
        await using var master = await TestMaster.StartAsync(_text);
        master.OnRange = async context =>
        {
            await Results.Problem("The dataset was deleted.", statusCode: 404).ExecuteAsync(context);
            return true;
        };

        var failure = await FailureAsync(master);

        Assert.Equal("The dataset was deleted.", failure.Reason);
        Assert.Equal(LeaseFailureKind.ReadFailed, failure.Kind);
    }

    private async Task<LeaseFailure> FailureAsync(TestMaster master)
    {
        await using var worker = await RunningWorker.JoinAsync(master);
        var lease = await master.AssignAsync(Texts.All(_text));
        var failure = await master.Failures.NextAsync();
        Assert.Equal(lease.Token, failure.Token);
        Assert.Equal(0, master.Submissions.Count);
        return failure;
    }

    private static async Task AnswerAsync(HttpContext context, string contentRange, long length, ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = contentRange;
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }
}
