using Bunit;
using Byob.Shared.Counting;
using Byob.Web.Jobs;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class NewJobPageTests : IAsyncDisposable
{
    private const string NameField = "input[maxlength='80']";

    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NoDataset_BeginsWithAnUpload() =>
        Assert.Contains("Drop texts here, or choose files", _dashboard.Open<NewJobPage>().Text(), StringComparison.Ordinal);

    [Fact]
    public void DatasetIsReady_IsChosenMeasuredAndItsResultNamed()
    {
        _dashboard.Datasets.Set(Some.Dataset());

        var page = _dashboard.Open<NewJobPage>();

        Assert.Contains("1.00 GB (1,000,000,000 bytes)", page.Text(), StringComparison.Ordinal);
        Assert.Contains("UTF-8 text", page.Text(), StringComparison.Ordinal);
        Assert.Equal("moby-1", page.Find(NameField).GetAttribute("value"));
    }

    [Fact]
    public void AddressNamesADataset_IsChosen()
    {
        _dashboard.Datasets.Set(Some.Dataset(), Some.Dataset("logs.txt", id: 2));
        _dashboard.Services.GetRequiredService<NavigationManager>().NavigateTo($"jobs/new?dataset={Some.Id(2)}");

        Assert.Equal("logs-1", _dashboard.Open<NewJobPage>().Find(NameField).GetAttribute("value"));
    }

    [Fact]
    public async Task Submit_GoodForm_QueuesTheJobAndGoesToIt()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        var page = _dashboard.Open<NewJobPage>();
        await page.Find("input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find("textarea").ChangeAsync(new ChangeEventArgs { Value = " For Friday " });

        await page.Find("form").SubmitAsync();

        var submission = Assert.Single(_dashboard.Jobs.Submitted);
        Assert.Equal(new JobSubmission(Some.Dataset().Id, "For Friday", new CountOptions(true, 1), "moby-1"), submission);
        Assert.EndsWith("/jobs/12", _dashboard.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Refused_ShowsTheSentence()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        _dashboard.Jobs.Refusal = "There is a result of this name already.";
        var page = _dashboard.Open<NewJobPage>();

        await page.Find("form").SubmitAsync();

        Assert.Equal("There is a result of this name already.", page.Find("[role=alert]").TextContent.Trim());
    }

    [Fact]
    public async Task ResultName_WayOutOfTheFolder_IsRefusedWhileOneTypesAndNotSubmitted()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        var page = _dashboard.Open<NewJobPage>();

        await page.Find(NameField).InputAsync(new ChangeEventArgs { Value = "a/../../etc" });

        Assert.Contains("“/” cannot be in the name", page.Text(), StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        Assert.Empty(_dashboard.Jobs.Submitted);
    }

    [Fact]
    public async Task DatasetStillArrives_IsRefusedUntilItIsReady()
    {
        _dashboard.Datasets.Set(Some.Dataset(state: DatasetState.Receiving));
        _dashboard.Services.GetRequiredService<NavigationManager>().NavigateTo($"jobs/new?dataset={Some.Id(1)}");
        var page = _dashboard.Open<NewJobPage>();
        await page.Find("form").SubmitAsync();
        Assert.Empty(_dashboard.Jobs.Submitted);
        Assert.Contains("Its bytes are not all here and measured yet.", page.Text(), StringComparison.Ordinal);

        _dashboard.Datasets.Set(Some.Dataset());
        page.WaitForState(() => page.Text().Contains("Ready", StringComparison.Ordinal));
        await page.Find("form").SubmitAsync();

        Assert.Single(_dashboard.Jobs.Submitted);
    }

    [Fact]
    public async Task TypedName_IsKeptWhenTheDatasetChanges()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        _dashboard.Datasets.Folder.Add(new Web.Datasets.FolderFile("books/all.txt", 5));
        var page = _dashboard.Open<NewJobPage>();
        await page.Find(NameField).InputAsync(new ChangeEventArgs { Value = "mine" });

        _dashboard.Datasets.Set(Some.Dataset("logs.txt", id: 2), Some.Dataset());

        Assert.Equal("mine", page.Find(NameField).GetAttribute("value"));
    }

    [Fact]
    public async Task NoFolderConfigured_SaysWhoCanNameOne()
    {
        var page = _dashboard.Open<NewJobPage>();

        await page.Button("Master's folder").ClickAsync();

        Assert.Contains("No folder is configured on this master.", page.Text(), StringComparison.Ordinal);
    }
}
