using System.Net;
using Byob.Web.Party;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class PartyAddressesTests
{
    private static readonly IPAddress[] Local = [IPAddress.Parse("192.0.2.7"), IPAddress.Parse("10.0.0.7"), IPAddress.Parse("fd00::7")];

    [Theory]
    [InlineData("http://[::]:5150", "http://localhost:5150 http://192.0.2.7:5150 http://10.0.0.7:5150 http://[fd00::7]:5150")]
    [InlineData("http://0.0.0.0:5150", "http://localhost:5150 http://192.0.2.7:5150 http://10.0.0.7:5150")]
    [InlineData("http://*:5150", "http://localhost:5150 http://192.0.2.7:5150 http://10.0.0.7:5150 http://[fd00::7]:5150")]
    [InlineData("http://+:80", "http://localhost http://192.0.2.7 http://10.0.0.7 http://[fd00::7]")]
    [InlineData("http://127.0.0.1:5150", "http://127.0.0.1:5150")]
    [InlineData("https://party.example:8443", "https://party.example:8443")]
    [InlineData("http://[2001:db8::1]:5150", "http://[2001:db8::1]:5150")]
    [InlineData("no address", "")]
    public void Of_WhatTheServerListensOn_IsWhatPeopleCanType(string listening, string typed) =>
        Assert.Equal(typed, string.Join(' ', PartyAddresses.Of([listening], Local)));

    [Fact]
    public void Of_PathBase_StandsBehindEach() =>
        Assert.Equal(["http://localhost:5150/party", "http://192.0.2.7:5150/party", "http://10.0.0.7:5150/party"], PartyAddresses.Of(["http://0.0.0.0:5150"], Local, "/party"));

    [Theory]
    [InlineData("http://localhost:1 http://192.0.2.7:1", "http://192.0.2.7:1")]
    [InlineData("http://localhost:1", "http://localhost:1")]
    [InlineData("", "ADDRESS")]
    public void ForFriends_Addresses_IsOneThatReachesThisMachine(string addresses, string expected) =>
        Assert.Equal(expected, PartyAddresses.ForFriends(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Banner_LogIsJson_GoesToTheOtherStream()
    {
        Assert.Same(Console.Error, WriterOf("--Logging:Console:FormatterName=json"));
        Assert.Same(Console.Out, WriterOf());
    }

    private static TextWriter WriterOf(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddParty();
        return Assert.IsType<BannerWriter>(builder.Services.Single(service => service.ServiceType == typeof(BannerWriter)).ImplementationInstance).Writer;
    }
}
