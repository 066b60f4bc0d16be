using System.Text.Json;
using Inquest.Server.Api;
using Inquest.Server.Symbols.Serve;
using Inquest.Server.Symbols.Wire;

namespace Inquest.Server.Symbols;

/// <summary>Our own uploads: a whole file or archive in one request, or files in pieces.</summary>
/// <remarks>
/// <c>POST /api/v1/projects/{project}/symbols?release=&amp;name=</c>: the body is one file or a zip archive.
/// In pieces: <c>POST …/symbols/assemble</c> says which files of which pieces there are, and answers with the pieces that
/// are missing; <c>PUT …/symbols/chunks/{sha256}</c> brings one; asking again puts the file together.
/// </remarks>
static class SymbolRoutes
{
    public static void MapSymbols(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/projects/{project}/symbols", (RequestDelegate)UploadAsync);
        routes.MapPost("/api/v1/projects/{project}/symbols/assemble", (RequestDelegate)AssembleAsync);
        routes.MapPut("/api/v1/projects/{project}/symbols/chunks/{hash}", (RequestDelegate)PutChunkAsync);
        BreakpadUploadRoutes.Map(routes);
        DifRoutes.Map(routes);
        SymbolServerRoutes.Map(routes);
    }

    static async Task UploadAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var intake = context.RequestServices.GetRequiredService<SymbolIntake>();
        var name = context.Request.Query["name"] is [{ Length: > 0 } given, ..] ? given : "upload";
        await SymbolAnswers.UploadedAsync(
            context, await intake.TakeAsync(context.Request.Body, name, owner, new SymbolClaim(), context.RequestAborted));
    }

    static async Task AssembleAsync(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<SymbolUploadLimits>();
        if (await SymbolAccess.OwnerAsync(context) is not { } owner || await ReadAsync(context, limits) is not { } body)
        {
            return;
        }

        var assembler = context.RequestServices.GetRequiredService<Assembler>();
        var answers = new List<AssembledFile>();
        foreach (var file in body.Files ?? [])
        {
            var chunks = file.Chunks ?? [];
            if (file.Sha256 is not { Length: 64 } hash || !ChunkStore.IsHash(hash) || chunks.Count > limits.ChunksPerFileMax || !chunks.All(ChunkStore.IsHash))
            {
                await ApiCall.ProblemAsync(context, StatusCodes.Status400BadRequest, "Malformed", "A file needs its SHA-256 and those of its pieces.");
                return;
            }

            var answer = await assembler.AskAsync(new AssemblyRequest(hash, file.Name ?? "upload", file.DebugId, body.Release, chunks), owner);
            answers.Add(Body(hash, answer));
        }

        await SymbolAnswers.JsonAsync(context, new AssembledBody(limits.ChunkBytes, answers), SymbolWireJson.Default.AssembledBody);
    }

    static async Task PutChunkAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var hash = (string)context.Request.RouteValues["hash"]!;
        if (!ChunkStore.IsHash(hash))
        {
            await ApiCall.ProblemAsync(context, StatusCodes.Status400BadRequest, "Malformed", "A piece is named by its SHA-256.");
            return;
        }

        var chunks = context.RequestServices.GetRequiredService<ChunkStore>();
        var error = await chunks.PutAsync(owner.OrganizationId, hash, context.Request.Body, context.RequestAborted);
        if (error == SymbolUploadError.None)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ApiCall.ProblemAsync(context, error.HttpStatus(), "The piece cannot be used", error.Detail());
    }

    static async Task<AssembleBody?> ReadAsync(HttpContext context, SymbolUploadLimits limits)
    {
        using var json = await SymbolAnswers.ReadJsonAsync(context, limits.AssembleBytesMax);
        if (json is null)
        {
            return null;
        }

        try
        {
            if (json.Deserialize(SymbolWireJson.Default.AssembleBody) is { } body && (body.Files?.Count ?? 0) <= limits.AssembleFilesMax)
            {
                return body;
            }
        }
        catch (JsonException)
        {
        }

        await ApiCall.ProblemAsync(
            context, StatusCodes.Status400BadRequest, "Malformed", $"The body is an object with at most {limits.AssembleFilesMax} files; see /api/openapi.json.");
        return null;
    }

    static AssembledFile Body(string hash, AssemblyAnswer answer)
    {
        var refused = answer.Uploads.FirstOrDefault(upload => upload.Error != SymbolUploadError.None)?.Error ?? SymbolUploadError.None;
        var isNew = answer.Uploads.Any(upload => upload is { Error: SymbolUploadError.None, IsDuplicate: false });
        var state = answer.State switch
        {
            AssemblyState.NotFound => "missing-chunks",
            AssemblyState.Assembling => "assembling",
            AssemblyState.Refused => "refused",
            _ => isNew ? "stored" : "duplicate",
        };
        return new AssembledFile(
            hash, state, answer.Missing,
            refused == SymbolUploadError.None ? null : refused.Word(),
            refused == SymbolUploadError.None ? null : refused.Detail(),
            [.. answer.Known.Select(part => SymbolObjectBody.Of(
                part.DebugId, part.CodeId, part.DebugFile, part.Os, part.Cpu, (Inquest.Symbols.Identity.SymbolFeatures)part.Features))],
            answer.Uploads.Sum(upload => upload.EventsToRedo));
    }
}
