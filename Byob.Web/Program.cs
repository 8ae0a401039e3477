using Byob.Web;
using Byob.Web.Hosting;
using Byob.Web.Jobs;

try
{
    await using var app = await MasterApp.BuildAsync(args);
    var coordinator = app.Services.GetRequiredService<Coordinator>();
    await app.RunAsync();
    // A master whose account broke has stopped by itself; whoever watches over it should start it again.
    return coordinator.ExecuteTask is { IsFaulted: true } ? 1 : 0;
}
catch (Exception problem) when (StartProblems.Sentence(problem) is { } sentence)
{
    await Console.Error.WriteLineAsync($"BYOB cannot start. {sentence}");
    return 1;
}
