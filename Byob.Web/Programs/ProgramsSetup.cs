namespace Byob.Web.Programs;

/// <summary>Puts what joining machines fetch into the house: programs and join scripts.</summary>
public static class ProgramsSetup
{
    public static WebApplicationBuilder AddPrograms(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProgramsOptions>().BindConfiguration(ProgramsOptions.Section);
        builder.Services.AddSingleton<ProgramShelf>();
        builder.Services.AddSingleton<IWorkerPrograms>(services => services.GetRequiredService<ProgramShelf>());
        return builder;
    }

    public static WebApplication MapPrograms(this WebApplication app)
    {
        app.MapProgramFiles();
        app.MapJoinScripts();
        return app;
    }
}
