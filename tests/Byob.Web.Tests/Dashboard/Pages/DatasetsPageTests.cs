using Bunit;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class DatasetsPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void NoDataset_OffersASampleAndAPlaceToDrop()
    {
        var page = _dashboard.Open<DatasetsPage>();

        Assert.Contains("No dataset yet", page.Text(), StringComparison.Ordinal);
        Assert.Contains("Drop texts here, or choose files", page.Text(), StringComparison.Ordinal);
        Assert.Contains("20.0 GB of 100 GB taken", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void EachState_HasItsRow()
    {
        _dashboard.Datasets.Set(
            Some.Dataset("a.txt"),
            Some.Dataset("b.txt", DatasetState.Receiving, id: 2) with { Active = true },
            Some.Dataset("c.txt", DatasetState.Broken, id: 3) with { Problem = "The file was changed on disk." });

        var page = _dashboard.Open<DatasetsPage>();

        Assert.Equal(["Ready", "Arriving", "Broken"], page.FindAll("tbody .chip").Select(chip => chip.TextContent.Trim()));
        Assert.Contains("The file was changed on disk.", page.Text(), StringComparison.Ordinal);
        Assert.Equal("33", page.Find("tbody [role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.True(page.HasButton("Count a.txt"));
        Assert.False(page.HasButton("Count b.txt"));
    }

    [Fact]
    public void DatasetArrives_IsShownWithoutReload()
    {
        var page = _dashboard.Open<DatasetsPage>();

        _dashboard.Datasets.Set(Some.Dataset("new.txt"));

        page.WaitForState(() => page.Text().Contains("new.txt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_Refused_ShowsTheSentence()
    {
        _dashboard.Datasets.Set(Some.Dataset());
        _dashboard.Datasets.Refusal = "Job 7 still needs it.";
        var page = _dashboard.Open<DatasetsPage>();

        var deleting = page.Button("Delete moby.txt").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Delete it"));
        await _dashboard.Dialogs.Button("Delete it").ClickAsync();
        await deleting.WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        _dashboard.Snackbars.WaitForAssertion(() => Assert.Contains("Job 7 still needs it.", _dashboard.Snackbars.Text(), StringComparison.Ordinal));
    }

    [Fact]
    public void SomebodyElsesDataset_CannotBeDeletedByAMember()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);
        _dashboard.Datasets.Set(Some.Dataset());

        Assert.False(_dashboard.Open<DatasetsPage>().HasButton("Delete moby.txt"));
    }

    [Fact]
    public async Task Sample_SizeIsChosen_IsMade()
    {
        var page = _dashboard.Open<DatasetsPage>();

        _ = page.Button("Make a sample text").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("10 MB"));
        await _dashboard.Dialogs.Button("10 MB").ClickAsync();
        await _dashboard.Dialogs.Button("Make 10 MB").ClickAsync();

        Assert.Equal([(10_000_000, 1)], _dashboard.Datasets.Samples);
    }

    [Fact]
    public async Task Sample_Refused_ShowsTheSentenceInTheDialog()
    {
        _dashboard.Datasets.Refusal = "The quota is used up.";
        var page = _dashboard.Open<DatasetsPage>();

        _ = page.Button("Make a sample text").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Make 100 MB"));
        await _dashboard.Dialogs.Button("Make 100 MB").ClickAsync();

        Assert.Equal("The quota is used up.", _dashboard.Dialogs.Find("[role=alert]").TextContent.Trim());
    }

    [Fact]
    public void LinkForASample_OpensTheDialog()
    {
        _dashboard.Services.GetRequiredService<NavigationManager>().NavigateTo("datasets?sample=true");

        _dashboard.Open<DatasetsPage>();

        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.HasButton("Make 100 MB"));
    }

    [Fact]
    public async Task Folder_SeveralFilesAreChosen_AreJoined()
    {
        _dashboard.Datasets.Folder.AddRange([new FolderFile("a.txt", 1000), new FolderFile("b.txt", 1000), new FolderFile("c.txt", 1000)]);
        var page = _dashboard.Open<DatasetsPage>();

        _ = page.Button("Add from the master's folder").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.FindAll(".files input").Count == 3);
        await _dashboard.Dialogs.FindAll(".files input")[0].ChangeAsync(true);
        Assert.False(_dashboard.Dialogs.HasButton("Join 1 files into one dataset"));
        await _dashboard.Dialogs.FindAll(".files input")[2].ChangeAsync(true);
        await _dashboard.Dialogs.Button("Join 2 files into one dataset").ClickAsync();

        Assert.Equal(["a.txt", "c.txt"], Assert.Single(_dashboard.Datasets.Joined));
    }

    [Fact]
    public void Dataset_OfSeveralFiles_ShowsThemAndWhereTheyBegin()
    {
        _dashboard.Datasets.Set(Some.Dataset("a.txt and 1 more file") with { Files = [new("a.txt", 0, 1999), new("b.txt", 2000, 500)], PackedLength = 700 });
        var text = _dashboard.Open<DatasetsPage>().Text();

        Assert.Contains("2 files, in this order", text, StringComparison.Ordinal);
        Assert.Contains("from byte 2,000", text, StringComparison.Ordinal);
        Assert.Contains("unpacked from 700", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_FileIsChosen_BecomesADataset()
    {
        _dashboard.Datasets.Folder.Add(new FolderFile("books/all.txt", 1000));
        var page = _dashboard.Open<DatasetsPage>();

        _ = page.Button("Add from the master's folder").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.Text().Contains("books/all.txt", StringComparison.Ordinal));
        await _dashboard.Dialogs.Find(".files button").ClickAsync();

        page.WaitForState(() => page.Text().Contains("books/all.txt", StringComparison.Ordinal));
    }
}
