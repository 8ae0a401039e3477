using Bunit;
using Byob.Shared.Chunks;
using Byob.Web.Datasets;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class UploadPanelTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();
    private readonly BunitJSModuleInterop _script;

    public UploadPanelTests()
    {
        _script = _dashboard.JSInterop.SetupModule("./upload.js");
        _script.Mode = JSRuntimeMode.Loose;
    }

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void UploadsOfAnotherPage_AreShownWhenOneComesBack()
    {
        _script.Setup<UploadView[]?>("listen", _ => true).SetResult([Sending(30)]);

        var panel = _dashboard.Open<UploadPanel>();

        Assert.Contains("book.txt Sending 30 B of 100 B", panel.Text(), StringComparison.Ordinal);
        Assert.True(panel.HasButton("Pause book.txt"));
    }

    [Fact]
    public void UnfinishedUpload_SaysHowToGoOn()
    {
        _script.Setup<PendingUpload[]?>("pending").SetResult([new PendingUpload("k", "film.txt", 200, 100, null)]);

        Assert.Contains("film.txt is not all here. Choose the same file again, and it goes on where it stopped.", _dashboard.Open<UploadPanel>().Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_OfAKnownUpload_MovesItsBar()
    {
        _script.Setup<UploadView[]?>("listen", _ => true).SetResult([Sending(30)]);
        var panel = _dashboard.Open<UploadPanel>();

        await panel.InvokeAsync(() => panel.Instance.OnUploadProgress("u1", 75, 100, 50_000, "sending", null));

        Assert.Equal("75", panel.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
    }

    [Fact]
    public async Task MasterCannotBeReached_ShowsTheSentence()
    {
        _script.Setup<UploadView[]?>("listen", _ => true).SetResult([Sending(30)]);
        var panel = _dashboard.Open<UploadPanel>();

        await panel.InvokeAsync(() => panel.Instance.OnUploadProgress("u1", 30, 100, 0, "waiting", "The master cannot be reached."));

        Assert.Contains("The master cannot be reached.", panel.Text(), StringComparison.Ordinal);
        Assert.Contains("Waiting", panel.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MasterGivesTheUploadItsPlace_IsTold()
    {
        DatasetId? begun = null;
        _script.Setup<UploadView[]?>("listen", _ => true).SetResult([Sending(0) with { DatasetId = null }]);
        _script.Setup<UploadView[]?>("uploads").SetResult([Sending(10)]);
        var panel = _dashboard.Open<UploadPanel>(parameters => parameters.Add(p => p.Begun, EventCallback.Factory.Create<DatasetId>(this, id => begun = id)));

        await panel.InvokeAsync(() => panel.Instance.OnUploadProgress("u1", 10, 100, 0, "sending", null));

        Assert.Equal(new DatasetId(Some.Id(5)), begun);
    }

    [Fact]
    public async Task Leaving_LetsTheUploadsGoOnUnheard()
    {
        _dashboard.Open<UploadPanel>();

        await _dashboard.DisposeComponentsAsync().WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Null(_script.Invocations["listen"][^1].Arguments[0]);
        Assert.Empty(_script.Invocations["cancel"]);
    }

    private static UploadView Sending(long sent) => new("u1", "book.txt", 100, sent, 0, "sending", null, Some.Id(5).ToString());
}
