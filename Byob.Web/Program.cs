using Byob.Web.Datasets;
using Byob.Web.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.AddStorage();
builder.AddDatasets();

var app = builder.Build();
await app.PrepareStorageAsync();
app.MapStaticAssets();
app.MapDatasets();
await app.RunAsync();
