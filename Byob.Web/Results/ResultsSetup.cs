using Byob.Web.Party;
using Microsoft.Extensions.Options;

namespace Byob.Web.Results;

/// <summary>Puts partials, merging, stored results and their downloads into the house.</summary>
public static class ResultsSetup
{
    public static WebApplicationBuilder AddResults(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ResultsOptions>().BindConfiguration(ResultsOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ResultsOptions>, ResultsOptionsCheck>();
        builder.Services.AddSingleton<ResultFiles>();
        builder.Services.AddSingleton<PartialInbox>();
        builder.Services.AddSingleton<MergeDesk>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<MergeDesk>());
        builder.Services.AddSingleton<ResultBuilder>();
        builder.Services.AddSingleton<IResults, StoredResults>();
        return builder;
    }

    public static WebApplication MapResults(this WebApplication app)
    {
        var job = app.MapGroup("api/jobs/{number:int}").RequireAuthorization(Policies.MemberOrWorker).WithTags("Results");
        job.MapGet("result", ResultsApi.ResultAsync).WithSummary("Downloads the result of a done job").ProducesProblem(404).ProducesProblem(409);
        job.MapGet("summary", ResultsApi.SummaryAsync).WithSummary("What was counted, and what came of it").ProducesProblem(404).ProducesProblem(409);
        job.MapGet("proof", ResultsApi.ProofAsync).WithSummary("Every range of the dataset with the attempt that counted it").ProducesProblem(404).ProducesProblem(409);
        return app;
    }
}
