using Byob.Web.Ledger;
using Byob.Web.Live;
using Microsoft.Extensions.Options;

namespace Byob.Web.Jobs;

/// <summary>Puts the queue, the coordinator and what they publish into the house.</summary>
public static class JobsSetup
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SchedulerOptions>()
            .BindConfiguration(SchedulerOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.SmallestChunkBytes <= options.LargestChunkBytes, "Scheduler:SmallestChunkBytes must not be larger than Scheduler:LargestChunkBytes.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SchedulerOptions>>().Value);
        services.AddSingleton<FileCutAligner>();
        services.AddSingleton<FinishQueue>();
        services.AddSingleton<NoticeBoard>();
        services.AddSingleton<INotices>(provider => provider.GetRequiredService<NoticeBoard>());
        services.AddSingleton<EffectRunner>();
        services.AddSingleton<MasterStateLoader>();
        services.AddSingleton<MasterJournal>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<PartyViews>();
        services.AddSingleton<WorkStream>();
        services.AddSingleton<SnapshotPublisher>();
        services.AddSingleton<Coordinator>();
        services.AddHostedService(provider => provider.GetRequiredService<Coordinator>());
        services.AddHostedService<JobFinisher>();
        services.AddHostedService<PartialRecall>();
        services.AddHostedService<CutWaker>();
        services.AddSingleton<PastLedgers>();
        services.AddSingleton<LedgerDesk>();
        services.AddSingleton<ILiveParty, LiveParty>();
        services.AddSingleton<IJobs, JobDesk>();
        return builder;
    }

    public static WebApplication MapJobs(this WebApplication app)
    {
        app.MapJobsApi();
        app.MapLiveApi();
        app.MapNoticesApi();
        return app;
    }
}
