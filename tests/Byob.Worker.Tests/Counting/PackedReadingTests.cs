using System.Buffers.Binary;
using System.Net;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Shared.Ranges;
using Byob.Worker.Counting;
using Byob.Worker.Tests.Doubles;
using Microsoft.AspNetCore.Http;
using ZstdSharp;

namespace Byob.Worker.Tests.Counting;

/// <summary>Ranges that come packed over a slow link.</summary>
public sealed class PackedReadingTests
{
    private static readonly byte[] s_text = Texts.Make(400_000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PackedRange.BlockBytes)]
    [InlineData(PackedRange.BlockBytes + 1)]
    [InlineData(700_000)]
    public async Task Unpack_WhatWasPacked_IsTheSame(int length)
    {
        using var stream = new UnpackingStream(new MemoryStream(Packed(s_text.AsSpan(0, length))), length);

        Assert.Equal(s_text[..length], await ReadAsync(stream));
    }

    [Fact]
    public async Task Unpack_MoreThanTheRange_IsRefused() =>
        await BrokenAsync(Packed(s_text.AsSpan(0, 1000)), length: 999);

    [Fact]
    public async Task Unpack_BlockBeyondTheBound_IsRefusedBeforeItIsRead()
    {
        var header = new byte[PackedRange.BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, 100);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), PackedRange.BlockBytes + 1);
        await BrokenAsync(header, long.MaxValue);

        BinaryPrimitives.WriteInt32LittleEndian(header, PackedRange.LongestPacked + 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 100);
        await BrokenAsync(header, long.MaxValue);
    }

    [Fact]
    public async Task Unpack_Bomb_HasNowhereToGo()
    {
        // A frame of many megabytes that says it is small.
        using var compressor = new Compressor(1);
        var frame = compressor.Wrap(new byte[50 << 20]).ToArray();
        var block = new byte[PackedRange.BlockHeaderBytes + frame.Length];
        BinaryPrimitives.WriteInt32LittleEndian(block, frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), 1000);
        frame.CopyTo(block, PackedRange.BlockHeaderBytes);

        await BrokenAsync(block, long.MaxValue);
    }

    [Fact]
    public async Task Unpack_LessThanItSays_IsRefused()
    {
        var block = Packed(s_text.AsSpan(0, 1000));
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), 1001);

        await BrokenAsync(block, long.MaxValue);
    }

    [Fact]
    public async Task Source_SlowLink_AsksForPackedBytesAndCountsThemAsPlain()
    {
        await using var master = await TestMaster.StartAsync(s_text);
        master.OnRange = AnswerPackedAsync;
        var choice = SlowLink();
        using var source = new HttpRangeSource(master.Address, _ => ValueTask.FromResult<string?>(TestMaster.GoodToken), TimeProvider.System, (_, _) => false, choice);

        await using var stream = await source.OpenAsync(Lease(), Texts.All(s_text), TestContext.Current.CancellationToken);

        Assert.Equal(s_text, await ReadAsync(stream));
    }

    [Fact]
    public async Task Source_MasterOnTheSameMachine_NeverAsks()
    {
        await using var master = await TestMaster.StartAsync(s_text);
        var asked = new List<bool>();
        master.OnRange = context =>
        {
            asked.Add(context.Request.Headers.ContainsKey(PackedRange.Header));
            return Task.FromResult(false);
        };
        using var source = new HttpRangeSource(master.Address, _ => ValueTask.FromResult<string?>(TestMaster.GoodToken));

        for (var range = 0; range < 3; range++)
        {
            await using var stream = await source.OpenAsync(Lease(), Texts.All(s_text), TestContext.Current.CancellationToken);
            Assert.Equal(s_text, await ReadAsync(stream));
        }

        Assert.Equal([false, false, false], asked);
    }

    [Fact]
    public async Task Source_PackedBytesBroken_IsAFaultThatPassesAndPlainFromThenOn()
    {
        await using var master = await TestMaster.StartAsync(s_text);
        master.OnRange = async context =>
        {
            if (!context.Request.Headers.ContainsKey(PackedRange.Header))
                return false;
            await AnswerAsync(context, new byte[100]);
            return true;
        };
        using var source = new HttpRangeSource(master.Address, _ => ValueTask.FromResult<string?>(TestMaster.GoodToken), TimeProvider.System, (_, _) => false, SlowLink());

        await using (var broken = await source.OpenAsync(Lease(), Texts.All(s_text), TestContext.Current.CancellationToken))
            Assert.True((await Assert.ThrowsAsync<RangeReadException>(() => ReadAsync(broken))).IsTransient);
        await using var plain = await source.OpenAsync(Lease(), Texts.All(s_text), TestContext.Current.CancellationToken);

        Assert.Equal(s_text, await ReadAsync(plain));
    }

    private static PackingChoice SlowLink()
    {
        var choice = new PackingChoice();
        choice.Measured(wasPacked: false, 10_000_000, TimeSpan.FromSeconds(1));
        return choice;
    }

    private static ChunkLease Lease() =>
        new(LeaseToken.New(1), new JobId(Guid.Empty), 1, new DatasetId(Guid.Empty), s_text.Length, Texts.All(s_text), 1, CountOptions.Exact);

    private static async Task<bool> AnswerPackedAsync(HttpContext context)
    {
        Assert.Equal(PackedRange.Form, context.Request.Headers[PackedRange.Header].ToString());
        await AnswerAsync(context, Packed(s_text));
        return true;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] body)
    {
        context.Response.StatusCode = (int)HttpStatusCode.PartialContent;
        context.Response.Headers.ContentRange = $"bytes 0-{s_text.Length - 1}/{s_text.Length}";
        context.Response.Headers[PackedRange.Header] = PackedRange.Form;
        await context.Response.Body.WriteAsync(body);
    }

    private static byte[] Packed(ReadOnlySpan<byte> text)
    {
        using var compressor = new Compressor(1);
        using var body = new MemoryStream();
        var block = new byte[PackedRange.LongestBlock];
        while (!text.IsEmpty)
        {
            var plain = text[..Math.Min(text.Length, PackedRange.BlockBytes)];
            body.Write(block, 0, PackedRange.Pack(compressor, plain, block));
            text = text[plain.Length..];
        }

        return body.ToArray();
    }

    private static async Task BrokenAsync(byte[] body, long length)
    {
        using var stream = new UnpackingStream(new MemoryStream(body), length);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream));
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }
}
