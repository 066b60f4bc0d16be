using Inquest.Server.Consent;

namespace Inquest.Server.Uploads;

/// <summary>The addresses of protocol §10.</summary>
static class UploadRoutes
{
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/crash/signed-url", (RequestDelegate)(context => Service<SignedUrlHandler>(context).HandleAsync(context)));
        routes.MapPut("/api/crash/upload/{key}", (RequestDelegate)(context => Service<PutHandler>(context).HandleAsync(context)));
        routes.MapMethods("/api/crash/upload/{key}", ["HEAD"], (RequestDelegate)(context => Service<PutHandler>(context).HeadAsync(context)));
        routes.MapPost("/api/crash/consent", (RequestDelegate)(context => Service<ConsentHandler>(context).TellAsync(context)));
        routes.MapGet("/api/crash/consent", (RequestDelegate)(context => Service<ConsentHandler>(context).AskAsync(context)));
        routes.MapPost("/api/crash/confirm", (RequestDelegate)(context => Service<ConfirmHandler>(context).HandleAsync(context)));
    }

    static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
