using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>The list that pages watch: conflated, never behind, newest first.</summary>
public sealed class DatasetBookTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DatasetBook _book;
    private int _told;

    public DatasetBookTests()
    {
        _book = new DatasetBook(_time, NullLogger<DatasetBook>.Instance);
        _book.Changed += () => _told++;
    }

    public void Dispose() => _book.Dispose();

    [Fact]
    public void Progress_OfManyBlocks_IsToldFiveTimesASecond()
    {
        var id = Add();
        _told = 0;
        for (var i = 1; i <= 1000; i++)
        {
            _book.Progress(id, i);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(5, _told);
        Assert.True(_book.All.Single().Active);
        Assert.InRange(_book.All.Single().Received, 990, 1000);
    }

    [Fact]
    public void Progress_ThatEnds_IsToldToTheLastByteAndThenAsQuiet()
    {
        var id = Add();
        _book.Progress(id, 77);
        _time.Advance(DatasetBook.TellEvery);
        Assert.Equal((77L, true), (_book.All.Single().Received, _book.All.Single().Active));
        _time.Advance(DatasetBook.QuietAfter);
        Assert.False(_book.All.Single().Active);

        _told = 0;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _told);
    }

    [Fact]
    public void State_Changed_IsToldAtOnce()
    {
        var id = Add();
        _told = 0;
        var entry = _book.Find(id)!;
        _book.Replace(entry with { View = entry.View with { State = DatasetState.Ready } });
        Assert.Equal((1, DatasetState.Ready), (_told, _book.All.Single().State));
        _book.Remove(id);
        Assert.Equal(2, _told);
        Assert.Empty(_book.All);
    }

    [Fact]
    public void Dataset_Deleted_DoesNotComeBackByLateNews()
    {
        var id = Add();
        var entry = _book.Find(id)!;
        _book.Progress(id, 5);
        _book.Remove(id);
        _book.Progress(id, 6);
        _book.Replace(entry);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_book.All);
    }

    [Fact]
    public void Listener_ThatThrows_DoesNotKeepTheNewsFromOthers()
    {
        var heard = 0;
        _book.Changed += () => throw new InvalidOperationException("a page's fault");
        _book.Changed += () => heard++;
        Add();
        Assert.Equal((1, 1), (_told, heard));
    }

    [Fact]
    public void All_Listed_IsNewestFirst()
    {
        var first = Add();
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = Add();
        Assert.Equal([second, first], _book.All.Select(view => view.Id));
    }

    private DatasetId Add()
    {
        var id = DatasetId.New();
        _book.Add(DatasetEntry.From(new DatasetRecord { Id = id.Value, Name = "text", OwnerName = "Ann", Length = 1000, CreatedAt = _time.GetUtcNow() }));
        return id;
    }
}
