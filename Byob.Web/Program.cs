using Byob.Web.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.AddStorage();

var app = builder.Build();
await app.PrepareStorageAsync();
app.MapStaticAssets();
await app.RunAsync();
