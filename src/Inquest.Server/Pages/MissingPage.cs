namespace Inquest.Server.Pages;

/// <summary>Gives a browser a page where nothing answered. Programs (and everything below <c>/api</c>) get the bare status.</summary>
static class MissingPage
{
    public static async Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentLength: null, ContentType: null }
            && context.GetEndpoint() is null
            && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            var visitor = new Visitor(context, context.RequestServices.GetRequiredService<PageServices>());
            await visitor.NotFound("There is no page at this address.").ExecuteAsync(context);
        }
    }
}
