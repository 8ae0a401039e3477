using Bunit;
using Byob.Web.Party;
using Byob.Web.Tests.Dashboard.Fakes;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace Byob.Web.Tests.Dashboard.Pages;

public sealed class PartyPageTests : IAsyncDisposable
{
    private readonly DashboardContext _dashboard = new();

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Fact]
    public void Members_AreListedWithTheHostsBadge()
    {
        var page = _dashboard.Open<PartyPage>();

        Assert.Equal(["Host", "Member"], page.FindAll("tbody tr").Select(row => row.Children[1].TextContent.Trim()));
        Assert.Contains("Nobody is named: anyone who has the party password may join.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Member_SeesNoControlsOfTheHostAndWhoHasThem()
    {
        _dashboard.SignIn("Bob", Some.Bob, isHost: false);

        var page = _dashboard.Open<PartyPage>();

        Assert.False(page.HasButton("Change the password"));
        Assert.False(page.HasButton("Remove Alice"));
        Assert.Empty(page.FindAll("form"));
        Assert.Contains("Only the host, Alice, can invite, remove members and change the password.", page.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Host_CannotRemoveThemselves() => Assert.False(_dashboard.Open<PartyPage>().HasButton("Remove Alice"));

    [Fact]
    public async Task Invite_SeveralNames_AreSentTogether()
    {
        var page = _dashboard.Open<PartyPage>();

        await page.Find("form textarea").InputAsync(new ChangeEventArgs { Value = "Cleo, Dmitri\nEve,,cleo" });
        await page.Find("form").SubmitAsync();

        Assert.Equal(["invite Cleo+Dmitri+Eve"], _dashboard.Members.Asked);
    }

    [Fact]
    public async Task Invite_Refused_ShowsTheSentenceAtTheField()
    {
        _dashboard.Members.Refusal = "A name has at most 40 characters.";
        var page = _dashboard.Open<PartyPage>();

        await page.Find("form textarea").InputAsync(new ChangeEventArgs { Value = "Cleo" });
        await page.Find("form").SubmitAsync();

        Assert.Contains("A name has at most 40 characters.", page.Find("form").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdraw_Invitation_IsAskedOfTheParty()
    {
        _dashboard.Members.Roll = _dashboard.Members.Roll with { Invitations = [new InvitationEntry("Cleo", "Alice", Some.Now, false)] };
        var page = _dashboard.Open<PartyPage>();
        Assert.Contains("Cleo not yet here", page.Text(), StringComparison.Ordinal);

        await page.Button("Withdraw the invitation of Cleo").ClickAsync();

        Assert.Equal(["withdraw Cleo"], _dashboard.Members.Asked);
    }

    [Fact]
    public async Task Remove_IsAskedFirst()
    {
        var page = _dashboard.Open<PartyPage>();

        var removing = page.Button("Remove Bob").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.Text().Contains("They are signed out everywhere at once", StringComparison.Ordinal));
        Assert.Empty(_dashboard.Members.Asked);
        await _dashboard.Dialogs.Button("Remove Bob").ClickAsync();
        await removing.WaitAsync(TimeSpan.FromSeconds(10), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal([$"remove {Some.Bob}"], _dashboard.Members.Asked);
    }

    [Fact]
    public async Task Password_Refused_StaysInTheDialogWithTheSentence()
    {
        _dashboard.Members.Refusal = "The password is too short.";
        var page = _dashboard.Open<PartyPage>();

        _ = page.Button("Change the password").ClickAsync();
        _dashboard.Dialogs.WaitForState(() => _dashboard.Dialogs.FindAll("input[type=password]").Count == 1);
        await _dashboard.Dialogs.Find("input").InputAsync(new ChangeEventArgs { Value = "abc" });
        await _dashboard.Dialogs.Button("Change it").ClickAsync();

        Assert.Equal(["password abc"], _dashboard.Members.Asked);
        Assert.Contains("The password is too short.", _dashboard.Dialogs.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, new string[0])]
    [InlineData(" ; ,\n", new string[0])]
    [InlineData("Ann, Bo;Cy\r\nDi", new[] { "Ann", "Bo", "Cy", "Di" })]
    public void InviteNames_AnyText_IsSplit(string? text, string[] names) => Assert.Equal(names, InviteNames.Split(text));
}
