using Inquest.Server.Api;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Uploads of Breakpad's tools in both of their ways, and of scripts written for Tecken.</summary>
/// <remarks>
/// Both versions of <c>symupload</c> give the token as <c>key</c> in the query, since they have no header for it. Behind
/// <c>/symupload/{project}</c> an address names its project; without it the organisation's first one is meant.
/// </remarks>
static class BreakpadUploadRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["", "/symupload/{project}"])
        {
            routes.MapPost(prefix.Length == 0 ? "/symupload" : prefix, (RequestDelegate)UploadFormAsync);
            routes.MapGet(prefix + "/v1/symbols/{debugFile}/{debugIdAndVerb}", (RequestDelegate)CheckStatusAsync);
            routes.MapPost(prefix + "/v1/uploads:create", (RequestDelegate)CreateUploadAsync);
            routes.MapPut(prefix + "/v1/uploads/{key}", (RequestDelegate)PutUploadAsync);
            routes.MapPost(prefix + "/v1/uploads/{keyAndVerb}", (RequestDelegate)CompleteUploadAsync);
        }

        routes.MapPost("/upload", (RequestDelegate)UploadArchivesAsync);
    }

    /// <summary>symupload v1: fields code_file, cpu, debug_file, debug_identifier, os, version, and the file symbol_file.</summary>
    static async Task UploadFormAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var limits = context.RequestServices.GetRequiredService<SymbolUploadLimits>();
        var vault = context.RequestServices.GetRequiredService<SymbolVault>();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var error = SymbolUploadError.None;
        ReceivedFile? file = null;
        try
        {
            var isForm = await FormFiles.ReadAsync(context.Request, async (name, _, content) =>
            {
                if (name == "symbol_file" && file is null)
                {
                    (error, file) = await ReceivedFile.TakeAsync(content, vault.NewPath(), limits, limits.FileBytesMax, context.RequestAborted);
                }
                else if (fields.Count < 32)
                {
                    fields[name] = await FormFiles.TextAsync(content, limits, context.RequestAborted);
                }
            }, context.RequestAborted);
            if (!isForm || (file is null && error == SymbolUploadError.None))
            {
                await ApiCall.ProblemAsync(context, StatusCodes.Status400BadRequest, "Malformed", "The form has no symbol_file.");
                return;
            }

            var name = fields.GetValueOrDefault("debug_file") is { Length: > 0 } given ? given : "upload.sym";
            if (fields.GetValueOrDefault("version") is { Length: > 0 } version)
            {
                owner = owner with { Release = owner.Release ?? version };
            }

            var intake = context.RequestServices.GetRequiredService<SymbolIntake>();
            await SymbolAnswers.UploadedAsync(
                context,
                file is null
                    ? [SymbolUpload.Refused(name, error)]
                    : await intake.TakeAsync(file, name, owner, new SymbolClaim(fields.GetValueOrDefault("debug_identifier")), context.RequestAborted));
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Tecken: a form of zip archives. Addresses to fetch from are not followed.</summary>
    static async Task UploadArchivesAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var intake = context.RequestServices.GetRequiredService<SymbolIntake>();
        var uploads = new List<SymbolUpload>();
        var isForm = await FormFiles.ReadAsync(context.Request, async (name, file, content) =>
        {
            if (file is not null)
            {
                uploads.AddRange(await intake.TakeAsync(content, file, owner, new SymbolClaim(), context.RequestAborted));
            }
        }, context.RequestAborted);
        if (!isForm || uploads.Count == 0)
        {
            await ApiCall.ProblemAsync(
                context, StatusCodes.Status400BadRequest, "Malformed", "The form has no file. This server fetches nothing by address: send the archive itself.");
            return;
        }

        await SymbolAnswers.UploadedAsync(context, uploads);
        if (context.Response.StatusCode == StatusCodes.Status200OK && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
        }
    }

    static async Task CheckStatusAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var verb = (string)context.Request.RouteValues["debugIdAndVerb"]!;
        var colon = verb.IndexOf(':', StringComparison.Ordinal);
        var catalog = context.RequestServices.GetRequiredService<SymbolCatalog>();
        var found = colon > 0 && catalog.ByDebugId(verb[..colon].ToUpperInvariant(), new SymbolAudience(owner.OrganizationId)).Count > 0;
        await SymbolAnswers.VerbatimAsync(context, found ? "{\"status\": \"FOUND\"}" : "{\"status\": \"MISSING\"}");
    }

    static async Task CreateUploadAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is null)
        {
            return;
        }

        var key = context.RequestServices.GetRequiredService<PendingUploads>().Create();
        var address = context.RequestServices.GetRequiredService<PublicAddress>().Of(context.Request);
        await SymbolAnswers.VerbatimAsync(context, $"{{\"uploadUrl\": \"{address}/v1/uploads/{key}\", \"uploadKey\": \"{key}\"}}");
    }

    /// <summary>The address itself is the permission here: the client sends no key with the file.</summary>
    static async Task PutUploadAsync(HttpContext context)
    {
        var pending = context.RequestServices.GetRequiredService<PendingUploads>();
        var taken = await pending.PutAsync((string)context.Request.RouteValues["key"]!, context.Request.Body, context.RequestAborted);
        context.Response.StatusCode = taken switch
        {
            SymbolUploadError.None => StatusCodes.Status200OK,
            SymbolUploadError.TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status404NotFound,
        };
    }

    static async Task CompleteUploadAsync(HttpContext context)
    {
        if (await SymbolAccess.OwnerAsync(context) is not { } owner)
        {
            return;
        }

        var key = ((string)context.Request.RouteValues["keyAndVerb"]!).Split(':')[0];
        var pending = context.RequestServices.GetRequiredService<PendingUploads>();
        await using var content = pending.Take(key);
        if (content is null)
        {
            await ApiCall.ProblemAsync(context, StatusCodes.Status404NotFound, "Not found", "There is no such upload.");
            return;
        }

        var limits = context.RequestServices.GetRequiredService<SymbolUploadLimits>();
        var claim = UploadCompletion.Read(await FormFiles.TextAsync(context.Request.Body, limits, context.RequestAborted));
        var intake = context.RequestServices.GetRequiredService<SymbolIntake>();
        var uploads = await intake.TakeAsync(
            content, claim.DebugFile ?? "upload", owner with { Release = owner.Release ?? claim.Version }, new SymbolClaim(claim.DebugId), context.RequestAborted);
        if (uploads.FirstOrDefault(upload => upload.Error != SymbolUploadError.None) is { } refused
            && uploads.All(upload => upload.Error != SymbolUploadError.None))
        {
            await ApiCall.ProblemAsync(context, refused.Error.HttpStatus(), "The file cannot be used", refused.Error.Detail());
            return;
        }

        await SymbolAnswers.VerbatimAsync(
            context, uploads.All(upload => upload.IsDuplicate) ? "{\"result\": \"DUPLICATE_DATA\"}" : "{\"result\": \"OK\"}");
    }
}
