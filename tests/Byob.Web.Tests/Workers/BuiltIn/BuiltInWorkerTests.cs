using Byob.Web.Storage;
using Byob.Web.Tests.Jobs;
using Xunit;

namespace Byob.Web.Tests.Workers.BuiltIn;

public sealed class BuiltInWorkerTests
{
    [Fact]
    public async Task BuiltInWorker_FirstUpload_IsCountedWithNothingElseRunning()
    {
        await using var party = await TestParty.StartAsync("--Worker:BuiltIn=true", "--Worker:Slots=2");
        var text = TestParty.Text(20 * TestParty.ChunkBytes);

        var job = await party.SubmitAsync(text);
        await party.WaitAsync(job, JobState.Done);

        Assert.Equal(TestParty.Counts(text), await party.ResultAsync(job));
        await party.Master.StopAsync();
        Assert.DoesNotContain(party.Master.Log.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }
}
