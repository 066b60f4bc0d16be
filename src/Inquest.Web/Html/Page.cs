using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using RazorSlices;

namespace Inquest.Web.Html;

/// <summary>Writes a template as an answer: escaped, with the headers every page has, compressed when asked for.</summary>
/// <remarks>
/// The page is rendered whole before its first byte leaves, so that a fault in a template is an error page rather than
/// half a page with status 200.
/// </remarks>
public sealed class Page(RazorSlice slice, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Below this a compressed answer is no smaller on the wire: one TCP segment either way.</summary>
    const int CompressedSizeMin = 1024;

    /// <summary>No script, style, frame or form target but our own. Inline pictures are drawn as elements, not as URLs.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = await RenderAsync(slice, httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        SetHeaders(response.Headers);
        if (body.Length >= CompressedSizeMin && Accepts(httpContext.Request, out var encoding))
        {
            response.Headers.ContentEncoding = encoding;
            body = Compress(body.Span, encoding);
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>The headers of everything that a browser may show.</summary>
    public static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Vary = "Accept-Encoding, HX-Request";
        headers.CacheControl = "private, no-cache";
    }

    static async Task<ReadOnlyMemory<byte>> RenderAsync(RazorSlice slice, HttpContext httpContext)
    {
        var target = new ArrayBufferWriter<byte>(16 * 1024);
        using (slice)
        {
            slice.HttpContext = httpContext;
            slice.ServiceProvider = httpContext.RequestServices;
            var pipe = PipeWriter.Create(new BufferStream(target));
            await slice.RenderAsync(pipe, VisibleTextEncoder.Instance, httpContext.RequestAborted);
            await pipe.CompleteAsync();
        }

        return target.WrittenMemory;
    }

    static bool Accepts(HttpRequest request, out string encoding)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        encoding = accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br" : "gzip";
        return encoding == "br" || accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase);
    }

    static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> bytes, string encoding)
    {
        using var target = new MemoryStream(bytes.Length / 4);
        // Levels at which a 100 KB page costs about a millisecond.
        using (Stream compressor = encoding == "br"
            ? new BrotliStream(target, new BrotliCompressionOptions { Quality = 4 }, leaveOpen: true)
            : new GZipStream(target, new ZLibCompressionOptions { CompressionLevel = 5 }, leaveOpen: true))
        {
            compressor.Write(bytes);
        }

        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }
}
