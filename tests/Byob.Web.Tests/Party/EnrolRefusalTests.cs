using System.Net;
using System.Net.Http.Json;
using System.Text;
using Byob.Web.Tests.Hosting;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class EnrolRefusalTests(MasterFixture master) : IClassFixture<MasterFixture>
{
    [Theory]
    [InlineData("Ada", "wrong password", "box", HttpStatusCode.Unauthorized, "That is not the party password.")]
    [InlineData("!", MasterHost.Password, "box", HttpStatusCode.BadRequest, "A name has 1 to 40")]
    [InlineData("Ada", MasterHost.Password, "", HttpStatusCode.BadRequest, "A machine's name has 1 to 40")]
    [InlineData(null, null, null, HttpStatusCode.BadRequest, "A machine's name has 1 to 40")]
    [InlineData("Ada", null, "box", HttpStatusCode.Unauthorized, "That is not the party password.")]
    public async Task Enrol_Refused_SaysWhy(string? member, string? password, string? worker, HttpStatusCode status, string sentence)
    {
        var reply = await master.Host.NewClient().PostAsJsonAsync("/api/enrol", new { MemberName = member, Password = password, WorkerName = worker }, Test.Cancel);

        Assert.Equal(status, reply.StatusCode);
        Assert.StartsWith(sentence, await reply.ReadDetailAsync(), StringComparison.Ordinal);
        Assert.Empty(master.Host.Roster().Members);
        Assert.Empty(master.Host.Roster().Workers);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("large", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Enrol_WhatIsNoRequest_IsRefusedAsAProblem(string body, HttpStatusCode status)
    {
        using var content = new StringContent(body == "large" ? $"{{\"memberName\":\"{new string('x', 5000)}\"}}" : body, Encoding.UTF8, "application/json");

        var reply = await master.Host.NewClient().PostAsync("/api/enrol", content, Test.Cancel);

        Assert.Equal(status, reply.StatusCode);
        Assert.NotEmpty(await reply.ReadDetailAsync());
    }
}
