using Microsoft.Extensions.Options;
using Xunit;

namespace Byob.Web.Tests.Results;

public sealed class ResultsOptionsTests
{
    [Fact]
    public async Task Start_WithSettingsThatCannotBe_NamesThemAll()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            ResultsHost.StartAsync(("MergeFanIn", "1"), ("KeepFreeBytes", "-5"), ("TopWordsPerPartial", "10")));

        Assert.Equal(2, refusal.Failures.Count());
        Assert.Contains("Results:MergeFanIn has to be between 2 and 1000.", refusal.Failures);
        Assert.Contains("Results:KeepFreeBytes has to be 0 or more.", refusal.Failures);
    }
}
