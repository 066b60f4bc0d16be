namespace Inquest.Server.Api;

/// <summary>Makes a problem document of every fault below <c>/api</c>: callers parse answers, so none may be bare or HTML.</summary>
static partial class ApiFaults
{
    public static WebApplication UseApiFaults(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Inquest.Server.Api");
        app.Use((context, next) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) ? RunAsync(context, next, logger) : next(context));
        return app;
    }

    static async Task RunAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away; there is nobody to tell.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ApiCall.ProblemAsync(context, e.StatusCode, "Not accepted", e.Message);
        }
#pragma warning disable CA1031 // The edge of a request: whatever happened, the caller gets a document with a reference.
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFault(logger, e, context.Request.Path, context.TraceIdentifier);
            context.Response.Clear();
            await ApiCall.ProblemAsync(
                context, StatusCodes.Status500InternalServerError, "A fault of this server",
                $"It has been logged as {context.TraceIdentifier}. Trying again may help.");
        }
    }

    [LoggerMessage(6201, LogLevel.Error, "API call {Path} failed, reference {Reference}")]
    static partial void LogFault(ILogger logger, Exception exception, string path, string reference);
}
