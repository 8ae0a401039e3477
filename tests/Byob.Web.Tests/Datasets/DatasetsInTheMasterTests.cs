using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Byob.Shared.Hubs;
using Byob.Web.Datasets;
using Byob.Web.Storage;
using Byob.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>The datasets behind the product's own door and limits.</summary>
public sealed class DatasetsInTheMasterTests : IAsyncLifetime
{
    // More than a body may otherwise have.
    private static readonly byte[] Text = RandomNumberGenerator.GetBytes(5_000_000);

    private MasterHost _master = null!;

    public async ValueTask InitializeAsync() => _master = await MasterHost.StartAsync();

    public ValueTask DisposeAsync() => _master.DisposeAsync();

    [Fact]
    public async Task Member_Uploading_IsTheOwnerAndAWorkerReadsTheRange()
    {
        var id = await new TusClient(await _master.SignInAsync("Ann")).UploadAsync(Text);
        var view = _master.Services.GetRequiredService<IDatasets>().All.Single();
        Assert.Equal((DatasetState.Ready, "Ann"), (view.State, view.OwnerName));

        using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.DatasetBytes(id)) { Headers = { Range = new RangeHeaderValue(4_000_000, 4_999_999) } };
        using var range = await _master.NewWorkerClient((await _master.EnrolAsync("Bob")).Token).SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, range.StatusCode);
        Assert.Equal(Text[4_000_000..], await range.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Machine_Uploading_ActsAsItsOwner()
    {
        var machine = new TusClient(_master.NewWorkerClient((await _master.EnrolAsync("Ann")).Token));
        var id = await machine.CreatedAsync(Text.Length);
        using var asMember = await new TusClient(await _master.SignInAsync("Ann")).PatchAsync(id, 0, Text);
        Assert.Equal(HttpStatusCode.NoContent, asMember.StatusCode);
        Assert.Equal("Ann", _master.Services.GetRequiredService<IDatasets>().All.Single().OwnerName);
    }

    [Fact]
    public async Task Nobody_Asking_IsTurnedAwayWithASentence()
    {
        var id = await new TusClient(await _master.SignInAsync("Ann")).CreatedAsync(10);
        var nobody = new TusClient(_master.NewClient());
        using var create = await nobody.CreateAsync(10);
        using var patch = await nobody.PatchAsync(id, 0, Text.AsMemory(0, 10));
        using var range = await nobody.Http.GetAsync(PartyRoutes.DatasetBytes(id), TestContext.Current.CancellationToken);
        foreach (var response in new[] { create, patch, range })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains("Sign in", await TusClient.SentenceOf(response), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cookie_WithoutTheHeaderThatOtherSitesCannotSend_ChangesNothing()
    {
        var ann = await _master.SignInAsync("Ann");
        using var request = new HttpRequestMessage(HttpMethod.Post, PartyRoutes.Uploads) { Headers = { { "Upload-Length", "10" } } };
        using var response = await ann.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Empty(_master.Services.GetRequiredService<IDatasets>().All);
    }
}
