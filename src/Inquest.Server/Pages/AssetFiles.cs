using Inquest.Web;

namespace Inquest.Server.Pages;

/// <summary>Style sheet, scripts and icon, at addresses that hold the hash of their content.</summary>
static class AssetFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", (RequestDelegate)SendAsync);
        // Browsers ask for this address by themselves when they show a page that is no HTML.
        routes.MapGet("/favicon.ico", (RequestDelegate)(context => SendAsync(context, WebAssets.Icon)));
    }

    static Task SendAsync(HttpContext context)
    {
        if (WebAssets.Find(context.Request.Path) is { } asset)
        {
            // The address changes with the content, so what is cached never grows old.
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return SendAsync(context, asset);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    static async Task SendAsync(HttpContext context, WebAsset asset)
    {
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var (bytes, encoding) = accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? (asset.Brotli, "br")
            : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? (asset.Gzip, "gzip")
            : (asset.Bytes, null);
        var response = context.Response;
        response.ContentType = asset.ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.ContentEncoding = encoding;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
