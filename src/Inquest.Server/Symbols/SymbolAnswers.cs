using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Inquest.Server.Api;
using Inquest.Server.Symbols.Wire;

namespace Inquest.Server.Symbols;

/// <summary>Answers of the upload routes.</summary>
static class SymbolAnswers
{
    /// <summary>201 when anything was stored, 200 when all of it was here, else the status of the first refusal.</summary>
    public static Task UploadedAsync(HttpContext context, IReadOnlyList<SymbolUpload> uploads)
    {
        if (uploads.Count == 1 && uploads[0].Error is not SymbolUploadError.None and var only)
        {
            return ApiCall.ProblemAsync(context, only.HttpStatus(), "The file cannot be used", only.Detail());
        }

        var status = uploads.Any(upload => upload is { Error: SymbolUploadError.None, IsDuplicate: false }) ? StatusCodes.Status201Created
            : uploads.Any(upload => upload.Error == SymbolUploadError.None) ? StatusCodes.Status200OK
            : StatusCodes.Status422UnprocessableEntity;
        return JsonAsync(context, new SymbolUploadsBody([.. uploads.Select(SymbolUploadBody.Of)]), SymbolWireJson.Default.SymbolUploadsBody, status);
    }

    public static Task JsonAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, type, "application/json", context.RequestAborted);
    }

    /// <summary>Text as it is: Breakpad's client reads answers with a pattern that wants exactly one blank after each colon.</summary>
    public static Task VerbatimAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>The whole of a JSON body, or null after an answer of 400 or 413.</summary>
    public static async Task<JsonDocument?> ReadJsonAsync(HttpContext context, int bytesMax)
    {
        using var body = new MemoryStream();
        var buffer = new byte[1 << 14];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            if (body.Length + count > bytesMax)
            {
                await ApiCall.ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", $"The body may have {bytesMax} bytes.");
                return null;
            }

            body.Write(buffer, 0, count);
        }

        try
        {
            return JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        }
        catch (JsonException)
        {
            await ApiCall.ProblemAsync(context, StatusCodes.Status400BadRequest, "Malformed", "The body is no JSON.");
            return null;
        }
    }
}
