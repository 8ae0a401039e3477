using System.Net;
using Byob.Shared.Chunks;
using Byob.Web.Storage;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>Who may delete a dataset, and when.</summary>
public sealed class DeleteTests : IAsyncLifetime
{
    private DatasetsHost _host = null!;
    private DatasetId _id;

    public async ValueTask InitializeAsync()
    {
        _host = await DatasetsHost.StartAsync();
        _id = await TusClient.Of(_host, DatasetsHost.Ann).UploadAsync([1, 2, 3], "three.txt");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Running)]
    [InlineData(JobState.Paused)]
    [InlineData(JobState.Finishing)]
    public async Task Dataset_ThatAnUnfinishedJobNeeds_IsNotDeleted(JobState state)
    {
        await _host.AddJobAsync(17, _id, state);
        var outcome = await _host.Datasets.DeleteAsync(_id, DatasetsHost.Host, TestContext.Current.CancellationToken);
        Assert.Equal("Job 17 counts this dataset. Wait until it is done, or cancel it; then the dataset can be deleted.", outcome.Refusal);
        using var overTus = await TusClient.Of(_host, DatasetsHost.Ann).DeleteAsync(_id);
        Assert.Equal(HttpStatusCode.Conflict, overTus.StatusCode);
        Assert.Equal(DatasetState.Ready, _host.Find(_id)!.State);
        Assert.Single(Directory.EnumerateFiles(_host.Folder.Datasets));
    }

    [Theory]
    [InlineData(JobState.Done)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public async Task Dataset_OfEndedJobs_IsDeleted(JobState state)
    {
        await _host.AddJobAsync(17, _id, state);
        Assert.True((await _host.Datasets.DeleteAsync(_id, DatasetsHost.Ann, TestContext.Current.CancellationToken)).Ok);
        Assert.Empty(_host.Datasets.All);
        Assert.Empty(Directory.EnumerateFiles(_host.Folder.Datasets));
        Assert.Null(await _host.RecordOfAsync(_id));
    }

    [Fact]
    public async Task Dataset_OfAnotherMember_IsDeletedByTheHostOnly()
    {
        var refused = await _host.Datasets.DeleteAsync(_id, DatasetsHost.Bob, TestContext.Current.CancellationToken);
        Assert.Equal("“three.txt” belongs to Ann. Ask them, or the host, to delete it.", refused.Refusal);
        Assert.True((await _host.Datasets.DeleteAsync(_id, DatasetsHost.Host, TestContext.Current.CancellationToken)).Ok);
        var gone = await _host.Datasets.DeleteAsync(_id, DatasetsHost.Host, TestContext.Current.CancellationToken);
        Assert.Contains("no such dataset", gone.Refusal, StringComparison.Ordinal);
    }
}
