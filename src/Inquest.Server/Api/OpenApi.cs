namespace Inquest.Server.Api;

/// <summary>The committed description of the API (docs/api/openapi.json), served as it is; a test holds it to the routes.</summary>
static class OpenApi
{
    public static async Task WriteAsync(HttpContext context)
    {
        await using var document = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
