using Byob.Web.Party;
using Xunit;

namespace Byob.Web.Tests.Party;

public sealed class PartyRulesTests
{
    [Theory]
    [InlineData("Ada", true)]
    [InlineData("a", true)]
    [InlineData("7of9", true)]
    [InlineData("Jean-Luc P. _x", true)]
    [InlineData("Søren", true)]
    [InlineData("Ольга", true)]
    [InlineData("太郎", true)]
    [InlineData("रवि", true)]
    [InlineData("Cafe\u0301", true)]
    [InlineData("\u0301Cafe", false)]
    [InlineData("𐐷𐐲", true)]
    [InlineData("", false)]
    [InlineData("-Ada", false)]
    [InlineData(".", false)]
    [InlineData("Ada(1)", false)]
    [InlineData("Ada\nBob", false)]
    [InlineData("Ada\u200bB", false)]
    [InlineData("😀", false)]
    [InlineData("A\ud800", false)]
    [InlineData("a@b", false)]
    [InlineData("../x", false)]
    public void CheckMemberName_Name_IsOneOrIsNot(string name, bool good) => Assert.Equal(good, PartyRules.CheckMemberName(PartyRules.Tidy(name)).Ok);

    [Fact]
    public void Key_CaseAndSpacesAround_DoNotCount() => Assert.Equal(PartyRules.Key("SØREN Café"), PartyRules.Key("  søren CAFÉ "));

    [Theory]
    [InlineData("lab (built in)", true)]
    [InlineData("(x)", false)]
    public void CheckWorkerName_Name_MayHaveBrackets(string name, bool good) => Assert.Equal(good, PartyRules.CheckWorkerName(name).Ok);

    [Theory]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("ab", 3, "ab")]
    [InlineData("ab cd", 3, "ab")]
    [InlineData("ab𐐷", 3, "ab")]
    public void Cut_LongName_LeavesNoHalfCharacter(string name, int length, string cut) => Assert.Equal(cut, PartyRules.Cut(name, length));

    [Fact]
    public void PasswordMaker_ManyTimes_NeverRepeatsAndKeepsItsForm()
    {
        var made = Enumerable.Range(0, 1000).Select(_ => PasswordMaker.Make()).ToList();

        Assert.Equal(1000, made.Distinct().Count());
        Assert.All(made, password => Assert.Matches("^[bcdfghjkmnpqrstvwxyz]{4}(-[bcdfghjkmnpqrstvwxyz]{4}){3}$", password));
        Assert.All(made, password => Assert.True(PartyRules.CheckPassword(password).Ok));
    }
}
