namespace Byob.Web.Datasets;

/// <summary>Puts the datasets into the house: uploads, samples, files of the folder, and ranges out.</summary>
public static class DatasetsSetup
{
    public static WebApplicationBuilder AddDatasets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<DatasetsOptions>, DatasetsOptionsValidator>();
        services.AddOptions<DatasetsOptions>().BindConfiguration(DatasetsOptions.Section).ValidateOnStart();
        services.AddSingleton<IDiskProbe, DiskProbe>();
        services.AddSingleton<DatasetBook>();
        services.AddSingleton<DatasetSpace>();
        services.AddSingleton<DatasetStore>();
        services.AddSingleton<DatasetFolder>();
        services.AddSingleton<DatasetWork>();
        services.AddSingleton<DatasetMeasurer>();
        services.AddSingleton<DatasetUnpacker>();
        services.AddSingleton<DatasetArrival>();
        services.AddSingleton<DatasetSources>();
        services.AddSingleton<SampleMaker>();
        services.AddSingleton<UploadReceiver>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<DatasetRecovery>();
        services.AddSingleton<DatasetBytes>();
        services.AddSingleton<IDatasetBytes>(provider => provider.GetRequiredService<DatasetBytes>());
        services.AddSingleton<IDatasets, DatasetCatalogue>();
        services.AddHostedService<DatasetKeeper>();
        return builder;
    }

    public static WebApplication MapDatasets(this WebApplication app)
    {
        app.MapUploads();
        app.MapRanges();
        app.MapDatasetsApi();
        return app;
    }
}
