using Byob.Shared.Hubs;
using Byob.Web.Results;
using Byob.Web.Workers.BuiltIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Byob.Web.Workers;

/// <summary>Puts the hub and the roster into the house.</summary>
public static class WorkersSetup
{
    /// <summary>Room for a frame's envelope, and for the largest join.</summary>
    private const int MessageSlack = 256 * 1024;

    /// <summary>Where WebSockets are blocked a worker sends what has gathered as one body: its buffer, and the frame that overflowed it.</summary>
    private const long MostInOnePost = 2 << 20;

    /// <summary>Shorter than proxies wait for an answer, which is often a minute.</summary>
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    public static WebApplicationBuilder AddWorkers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WorkersOptions>()
            .BindConfiguration(WorkersOptions.Section)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<WorkersOptions>, WorkersOptionsCheck>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<WorkersOptions>>().Value);
        builder.Services.AddSingleton<WorkerLinks>();
        builder.Services.AddSingleton<WorkerDesk>();
        builder.Services.AddSingleton<IWorkerConnections>(services => services.GetRequiredService<WorkerDesk>());
        builder.Services.AddSingleton<IWorkerKeeper, WorkerKeeper>();
        builder.Services.AddOptions<BuiltInWorkerOptions>()
            .BindConfiguration(BuiltInWorkerOptions.Section)
            .Validate(options => options.Slots is >= 1 and <= BuiltInWorkerOptions.MostSlots, $"Worker:Slots must be from 1 to {BuiltInWorkerOptions.MostSlots}.")
            .Validate(options => options.MemoryMiB >= BuiltInWorkerOptions.LeastMemoryMiB, $"Worker:MemoryMiB must be at least {BuiltInWorkerOptions.LeastMemoryMiB}.")
            .ValidateOnStart();
        builder.Services.AddSingleton<FileRangeSource>();
        builder.Services.AddHostedService<BuiltInWorker>();
        builder.Services.AddSignalR(options => options.MaximumReceiveMessageSize = 32 * 1024)
            .AddHubOptions<PartyHub>(options =>
            {
                options.MaximumReceiveMessageSize = MessageSlack + (64 * 1024);
                options.MaximumParallelInvocationsPerClient = 8;
                options.KeepAliveInterval = TimeSpan.FromSeconds(5);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
                options.EnableDetailedErrors = false;
            })
            .AddMessagePackProtocol();
        return builder;
    }

    public static WebApplication MapWorkers(this WebApplication app)
    {
        app.MapHub<PartyHub>("/" + PartyRoutes.Hub, connection => connection.LongPolling.PollTimeout = LongestPoll)
            .WithMetadata(new RequestSizeLimitAttribute(MostInOnePost));
        app.MapWorkersApi();
        // SignalR cuts its connections as soon as the host begins to stop. What is registered last is called first, so the goodbye goes out before.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<WorkerLinks>().SayGoodbye);
        return app;
    }

    private sealed class WorkersOptionsCheck(IOptions<ResultsOptions> results) : IValidateOptions<WorkersOptions>
    {
        public ValidateOptionsResult Validate(string? name, WorkersOptions options)
        {
            var faults = options.Faults().ToList();
            if (options.MaxFrameBytes > results.Value.MaxFrameBytes)
                faults.Add($"Workers:MaxFrameBytes must not be larger than Results:MaxFrameBytes ({results.Value.MaxFrameBytes}), or every partial would be refused.");
            return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
        }
    }
}
