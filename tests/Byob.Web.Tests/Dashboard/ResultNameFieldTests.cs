using Byob.Web.Jobs;
using Byob.Web.Results;
using CsCheck;
using Xunit;

namespace Byob.Web.Tests.Dashboard;

public sealed class ResultNameFieldTests
{
    [Theory]
    [InlineData("moby-1", null)]
    [InlineData("2026_11.words", null)]
    [InlineData("", "Give the result a name.")]
    [InlineData(".hidden", "Begin the name with a letter or a digit.")]
    [InlineData("a b", "“ ” cannot be in the name: use letters, digits, - _ and .")]
    [InlineData("naïve", "“ï” cannot be in the name: use letters, digits, - _ and .")]
    [InlineData("end.", "A name cannot end with a full stop.")]
    public void Fault_AnyName_IsNamedInASentence(string name, string? fault) => Assert.Equal(fault, ResultNameField.Fault(name));

    [Fact]
    public void Fault_AnyName_AgreesWithTheMaster() =>
        Gen.Frequency((30, Gen.Char["aZ9-_."]), (1, Gen.Char[" /é\n"])).Array[0, 90].Sample(chars => Assert.Equal(ResultNames.IsValid(new string(chars)), ResultNameField.Fault(new string(chars)) is null));
}
