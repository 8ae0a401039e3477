using Byob.Web;
using Byob.Web.Hosting;

try
{
    await using var app = await MasterApp.BuildAsync(args);
    await app.RunAsync();
    return 0;
}
catch (Exception problem) when (StartProblems.Sentence(problem) is { } sentence)
{
    await Console.Error.WriteLineAsync($"BYOB cannot start. {sentence}");
    return 1;
}
