using System.Buffers;
using System.IO.Pipelines;

// The yardstick: a Kestrel endpoint that reads the whole body and answers as ours does, and keeps nothing.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 128 << 20);
var app = builder.Build();
app.MapPost("/{**path}", async Task (HttpContext context) =>
{
    ReadResult read;
    do
    {
        read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
    }
    while (!read.IsCompleted);
    context.Response.ContentType = "application/json";
    context.Response.BodyWriter.Write("{\"id\":\"00000000000000000000000000000000\"}"u8);
});
await app.StartAsync();
Console.WriteLine(app.Urls.First());
await app.WaitForShutdownAsync();
