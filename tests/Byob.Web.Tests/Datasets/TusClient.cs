using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Byob.Shared.Chunks;
using Byob.Shared.Hubs;
using Byob.Web.Party;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace Byob.Web.Tests.Datasets;

/// <summary>The other end of the upload protocol, as a test drives it.</summary>
public sealed class TusClient(HttpClient http)
{
    public HttpClient Http => http;

    public static TusClient Of(DatasetsHost host, Actor actor) => new(host.ClientOf(actor));

    public static DatasetId IdOf(HttpResponseMessage created) => new(Guid.Parse(created.Headers.Location!.ToString().Split('/')[^1]));

    public static string UrlOf(DatasetId id) => $"{PartyRoutes.Uploads}/{id}";

    public static long OffsetOf(HttpResponseMessage response) =>
        long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    public static async Task<string> SentenceOf(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<ProblemDetails>())?.Detail ?? "";

    public Task<HttpResponseMessage> CreateAsync(long length, string name = "text.txt") => SendAsync(
        HttpMethod.Post,
        PartyRoutes.Uploads,
        ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)),
        ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}"));

    public async Task<DatasetId> CreatedAsync(long length, string name = "text.txt")
    {
        using var response = await CreateAsync(length, name);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return IdOf(response);
    }

    public Task<HttpResponseMessage> HeadAsync(DatasetId id) => SendAsync(HttpMethod.Head, UrlOf(id));

    public async Task<long> OffsetAsync(DatasetId id)
    {
        using var response = await HeadAsync(id);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return OffsetOf(response);
    }

    public Task<HttpResponseMessage> PatchAsync(DatasetId id, long offset, ReadOnlyMemory<byte> bytes) => PatchAsync(id, offset, new ReadOnlyMemoryContent(bytes));

    public Task<HttpResponseMessage> PatchAsync(DatasetId id, long offset, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return SendAsync(HttpMethod.Patch, UrlOf(id), content, ("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Creates an upload and sends all of it.</summary>
    public async Task<DatasetId> UploadAsync(byte[] bytes, string name = "text.txt")
    {
        var id = await CreatedAsync(bytes.Length, name);
        using var response = await PatchAsync(id, 0, bytes);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return id;
    }

    public Task<HttpResponseMessage> DeleteAsync(DatasetId id) => SendAsync(HttpMethod.Delete, UrlOf(id));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers) => SendAsync(method, url, null, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (headers.All(header => header.Name != "Tus-Resumable"))
            request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await http.SendAsync(request).WaitAsync(DatasetsHost.Patience);
    }
}
