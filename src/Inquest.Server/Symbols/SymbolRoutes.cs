using System.Text.Json;
using System.Text.Json.Serialization;
using Inquest.Protocol;
using Inquest.Protocol.Forms;
using Inquest.Storage.Accounts;

namespace Inquest.Server.Symbols;

/// <summary>Uploads of symbols: ours, and the two ways of Breakpad's tools (protocol §8).</summary>
/// <remarks>
/// <c>POST /api/v1/projects/{project}/symbols</c>: the body is one .sym file, plain or gzip. Breakpad's <c>symupload</c>
/// posts a form to <c>/symupload</c>, and its second version talks to <c>/v1/…</c>; both give the token as <c>key</c> in
/// the query, since they have no header for it.
/// </remarks>
static class SymbolRoutes
{
    public static void MapSymbolUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/projects/{project}/symbols", (RequestDelegate)UploadAsync);
        routes.MapPost("/symupload", (RequestDelegate)UploadFormAsync);
        routes.MapGet("/v1/symbols/{debugFile}/{debugIdAndVerb}", (RequestDelegate)CheckStatusAsync);
        routes.MapPost("/v1/uploads:create", (RequestDelegate)CreateUploadAsync);
        routes.MapPut("/v1/uploads/{key}", (RequestDelegate)PutUploadAsync);
        routes.MapPost("/v1/uploads/{keyAndVerb}", (RequestDelegate)CompleteUploadAsync);
    }

    static async Task UploadAsync(HttpContext context)
    {
        if (await AuthorizeAsync(context) is not { } access)
        {
            return;
        }

        var store = context.RequestServices.GetRequiredService<SymbolStore>();
        var (error, uploaded) = await store.UploadAsync(
            context.Request.Body, context.Request.Query["release"], access.Name, context.RequestAborted);
        await AnswerAsync(context, error, uploaded);
    }

    /// <summary>symupload v1: fields code_file, cpu, debug_file, debug_identifier, os, and the file symbol_file.</summary>
    static async Task UploadFormAsync(HttpContext context)
    {
        if (await AuthorizeAsync(context) is not { } access)
        {
            return;
        }

        var limits = context.RequestServices.GetRequiredService<ProtocolLimits>();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var parts = new List<MultipartPart>();
        if (MultipartReader.FindBoundary(context.Request.ContentType, bytes.Span) is not { } boundary
            || !MultipartReader.TryRead(bytes, boundary, limits, parts)
            || parts.FirstOrDefault(part => part.Name == "symbol_file") is not { Content.Length: > 0 } file)
        {
            await ProblemAsync(context, 400, "The form has no symbol_file.");
            return;
        }

        using var content = new MemoryStream(file.Content.ToArray(), writable: false);
        var version = parts.FirstOrDefault(part => part.Name == "version").Content;
        var release = version.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(version.Span);
        var store = context.RequestServices.GetRequiredService<SymbolStore>();
        var (error, uploaded) = await store.UploadAsync(content, release, access.Name, context.RequestAborted);
        await AnswerAsync(context, error, uploaded);
    }

    static async Task CheckStatusAsync(HttpContext context)
    {
        if (await AuthorizeAsync(context) is null)
        {
            return;
        }

        var verb = (string)context.Request.RouteValues["debugIdAndVerb"]!;
        var colon = verb.IndexOf(':', StringComparison.Ordinal);
        var store = context.RequestServices.GetRequiredService<SymbolStore>();
        var found = colon > 0 && store.Has((string)context.Request.RouteValues["debugFile"]!, verb[..colon]);
        await VerbatimAsync(context, found ? "{\"status\": \"FOUND\"}" : "{\"status\": \"MISSING\"}");
    }

    static async Task CreateUploadAsync(HttpContext context)
    {
        if (await AuthorizeAsync(context) is null)
        {
            return;
        }

        var key = context.RequestServices.GetRequiredService<PendingUploads>().Create();
        var address = context.RequestServices.GetRequiredService<PublicAddress>().Of(context.Request);
        await VerbatimAsync(context, $"{{\"uploadUrl\": \"{address}/v1/uploads/{key}\", \"uploadKey\": \"{key}\"}}");
    }

    /// <summary>The address itself is the permission here: the client sends no key with the file.</summary>
    static async Task PutUploadAsync(HttpContext context)
    {
        var pending = context.RequestServices.GetRequiredService<PendingUploads>();
        var taken = await pending.PutAsync((string)context.Request.RouteValues["key"]!, context.Request.Body, context.RequestAborted);
        context.Response.StatusCode = taken ? 200 : 404;
    }

    static async Task CompleteUploadAsync(HttpContext context)
    {
        if (await AuthorizeAsync(context) is not { } access)
        {
            return;
        }

        // The body is no JSON (unquoted keys) and says nothing that the file does not say itself.
        var key = ((string)context.Request.RouteValues["keyAndVerb"]!).Split(':')[0];
        var pending = context.RequestServices.GetRequiredService<PendingUploads>();
        await using var content = pending.Take(key);
        if (content is null)
        {
            await ProblemAsync(context, 404, "There is no such upload.");
            return;
        }

        var store = context.RequestServices.GetRequiredService<SymbolStore>();
        var (error, uploaded) = await store.UploadAsync(content, null, access.Name, context.RequestAborted);
        if (error != SymbolUploadError.None)
        {
            await ProblemAsync(context, error.HttpStatus(), error.Detail());
            return;
        }

        await VerbatimAsync(context, uploaded!.Status == "duplicate" ? "{\"result\": \"DUPLICATE_DATA\"}" : "{\"result\": \"OK\"}");
    }

    static async ValueTask<TokenAccess?> AuthorizeAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim()
            : (string?)context.Request.Query["key"];
        var access = context.RequestServices.GetRequiredService<TokenService>().Find(token);
        if (access is null)
        {
            await ProblemAsync(context, 401, "A token is needed: Authorization: Bearer …");
            return null;
        }

        if (access.Allows(TokenScope.ProjectReleases))
        {
            return access;
        }

        await ProblemAsync(context, 403, $"The token lacks the scope {TokenScope.ProjectReleases}.");
        return null;
    }

    static async Task AnswerAsync(HttpContext context, SymbolUploadError error, SymbolUpload? uploaded)
    {
        if (error != SymbolUploadError.None)
        {
            await ProblemAsync(context, error.HttpStatus(), error.Detail());
            return;
        }

        context.Response.StatusCode = uploaded!.Status == "duplicate" ? 200 : 201;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(uploaded, SymbolJson.Default.SymbolUpload), context.RequestAborted);
    }

    static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(new SymbolProblem("about:blank", status, detail), SymbolJson.Default.SymbolProblem), context.RequestAborted);
    }

    // The client reads these with a pattern that wants exactly one blank after the colon.
    static Task VerbatimAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}

/// <summary>A refusal as RFC 9457 has it.</summary>
sealed record SymbolProblem(string Type, int Status, string Detail);

/// <summary>JSON of the upload routes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SymbolUpload))]
[JsonSerializable(typeof(SymbolProblem))]
sealed partial class SymbolJson : JsonSerializerContext;
