using System.Net;
using Byob.Shared.Hubs;
using Byob.Worker.Discovery;
using Byob.Worker.Settings;

namespace Byob.Worker.Tests.Discovery;

public sealed class PartyChoiceTests
{
    private const string Pin = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly FoundParty Friday = Party("Friday", "192.0.2.7");
    private static readonly FoundParty Saturday = Party("Saturday", "192.0.2.8", Pin);

    private readonly List<string> _said = [];

    [Theory]
    [InlineData("y", true)]
    [InlineData("yes", true)]
    [InlineData("", false)]
    [InlineData("n", false)]
    public void Choose_OneFound_IsJoinedOnlyWhenSomebodySaysYes(string answer, bool joined)
    {
        if (joined)
            Assert.Equal(Friday, Choose([Friday], answer: answer));
        else
            Assert.Contains("nothing was sent", Refused(() => Choose([Friday], answer: answer)), StringComparison.Ordinal);
        Assert.Contains(_said, line => line.Contains("\"Friday\" at http://192.0.2.7:5150", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("2", 1)]
    [InlineData("3", null)]
    [InlineData("y", null)]
    [InlineData("", null)]
    public void Choose_SeveralFound_TheNumberDecides(string answer, int? expected)
    {
        FoundParty[] found = [Friday, Saturday];
        if (expected is { } index)
            Assert.Equal(found[index], Choose(found, answer: answer));
        else
            Refused(() => Choose(found, answer: answer));
    }

    [Fact]
    public void Choose_NobodyToAsk_SendsNothingAndSaysWhatToType()
    {
        var said = Refused(() => Choose([Friday]));
        Assert.Contains("--party NAME", said, StringComparison.Ordinal);
        Assert.Contains("192.0.2.7", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NameTyped_TheOneThatHasItIsJoinedWithoutAsking()
    {
        Assert.Equal(Saturday, Choose([Friday, Saturday], name: "saturday"));
        Assert.Contains("None of the parties", Refused(() => Choose([Friday], name: "Sunday")), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_TwoHaveTheTypedName_IsNotGuessed() => Refused(() => Choose([Friday, Party("Friday", "192.0.2.9")], name: "Friday"));

    [Fact]
    public void Choose_FingerprintTyped_OnlyThatCertificateWillDo()
    {
        Assert.Equal(Saturday, Choose([Friday, Saturday], name: "Saturday", fingerprint: Pin));
        Refused(() => Choose([Friday, Saturday], name: "Friday", fingerprint: Pin));
    }

    [Fact]
    public void Choose_NoneFound_SaysWhyAndTheTypedForm()
    {
        var said = Refused(() => Choose([], answer: "y"));
        Assert.Contains("No party answered", said, StringComparison.Ordinal);
        Assert.Contains("byob join http://HOST:5150", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Distinct_OneMasterOverSeveralNetworks_IsOneAtItsAddressOfIPv4()
    {
        var master = Guid.CreateVersion7();
        var answers = new[] { "127.0.0.1", "::1", "fd00::7", "192.0.2.7" }.Select(from => FoundParty.Of(Announced(master, "Friday"), IPAddress.Parse(from))!).Append(Saturday);

        Assert.Equal(["http://192.0.2.7:5150/", "https://192.0.2.8:5150/"], FoundParty.Distinct(answers).Select(found => found.Address.AbsoluteUri));
        Assert.Null(FoundParty.Of(Announced(master, "Friday"), IPAddress.Parse("fe80::1")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"Version":2,"Nonce":"n","Party":"Friday","Scheme":"http","Port":5150,"Path":""}""")]
    [InlineData("""{"Version":1,"Nonce":"other","Party":"Friday","Scheme":"http","Port":5150,"Path":""}""")]
    [InlineData("""{"Version":1,"Nonce":"n","Party":"Fri\u001bday","Scheme":"http","Port":5150,"Path":""}""")]
    [InlineData("""{"Version":1,"Nonce":"n","Party":"Friday","Scheme":"ftp","Port":5150,"Path":""}""")]
    [InlineData("""{"Version":1,"Nonce":"n","Party":"Friday","Scheme":"http","Port":0,"Path":""}""")]
    [InlineData("""{"Version":1,"Nonce":"n","Party":"Friday","Scheme":"http","Port":5150,"Path":".evil.example/"}""")]
    [InlineData("""{"Version":1,"Nonce":"n","Party":"Friday","Scheme":"https","Port":5150,"Path":"","Fingerprint":"12"}""")]
    public void Read_WhatIsNoAnswer_IsNone(string datagram) => Assert.Null(PartyAnnouncement.Read(System.Text.Encoding.UTF8.GetBytes(datagram), "n"));

    private FoundParty Choose(IReadOnlyList<FoundParty> found, string? name = null, string? fingerprint = null, string? answer = null) =>
        PartyChoice.Choose(found, name, fingerprint, _said.Add, answer is null ? null : _ => answer);

    private static string Refused(Action choose) => Assert.Throws<WorkerFaultException>(choose).Message;

    private static FoundParty Party(string name, string address, string? pin = null) =>
        FoundParty.Of(Announced(Guid.CreateVersion7(), name) with { Scheme = pin is null ? "http" : "https", Fingerprint = pin }, IPAddress.Parse(address))!;

    private static PartyAnnouncement Announced(Guid master, string name) => new(1, "n", master, name, "http", 5150, "", null, ProtocolVersion.Current);
}
