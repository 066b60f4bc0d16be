using Inquest.Web.Html;

namespace Inquest.Server.Pages;

/// <summary>Text that a browser shows as it is, never as a page.</summary>
sealed class BytesResult(byte[] bytes, string contentType) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        Page.SetHeaders(httpContext.Response.Headers);
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = bytes.Length;
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}
