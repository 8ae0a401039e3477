using Microsoft.EntityFrameworkCore;

namespace Byob.Web.Storage;

/// <summary>Puts the database and the data folder into the house.</summary>
public static class StorageSetup
{
    /// <summary>Configuration key of the data folder; relative to the content root.</summary>
    public const string DataDirectoryKey = "Party:DataDirectory";

    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        var folder = new DataFolder(Path.Combine(builder.Environment.ContentRootPath, builder.Configuration[DataDirectoryKey] ?? "data"));
        builder.Services.AddSingleton(folder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContextFactory<PartyDbContext>(options => options.UseSqlite($"Data Source={folder.Database}"));
        builder.Services.AddSingleton<PartyStore>();
        return builder;
    }

    /// <summary>Brings the database to this version's shape and empties the folder of half-written files. Call before anything reads.</summary>
    public static async Task PrepareStorageAsync(this WebApplication app)
    {
        var folder = app.Services.GetRequiredService<DataFolder>();
        foreach (var leftover in Directory.EnumerateFiles(folder.Temporary))
            File.Delete(leftover);
        foreach (var leftover in Directory.EnumerateDirectories(folder.Temporary))
            Directory.Delete(leftover, recursive: true);

        KeepPrivate(folder.Database);
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<PartyDbContext>>().CreateDbContextAsync();
        await context.Database.MigrateAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");
    }

    /// <summary>The database holds hashes and the keys of cookies: only this account reads it. SQLite gives its side files the same mode.</summary>
    private static void KeepPrivate(string database)
    {
        if (OperatingSystem.IsWindows())
            return;
        File.Open(database, FileMode.OpenOrCreate).Dispose();
        File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
