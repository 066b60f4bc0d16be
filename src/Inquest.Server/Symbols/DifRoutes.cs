using System.Globalization;
using System.Text.Json;
using Inquest.Server.Api;
using Inquest.Storage.Accounts;
using Inquest.Storage.Symbols;
using Inquest.Symbols.Identity;

namespace Inquest.Server.Symbols;

/// <summary>The part of <c>/api/0</c> that sentry-cli and build plug-ins upload debug files with (protocol §9.3).</summary>
static class DifRoutes
{
    const string Organization = "/api/0/organizations/{organization}";
    const string Project = "/api/0/projects/{organization}/{project}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        ApiRoutes.Map(routes, "GET", Organization + "/chunk-upload", TokenScope.ProjectReleases, OptionsAsync);
        ApiRoutes.Map(routes, "POST", Organization + "/chunk-upload", TokenScope.ProjectReleases, PutChunksAsync);
        ApiRoutes.Map(routes, "POST", Project + "/files/difs/assemble", TokenScope.ProjectReleases, AssembleAsync);
        ApiRoutes.Map(routes, "GET", Project + "/files/dsyms", TokenScope.ProjectRead, ListAsync);
        ApiRoutes.Map(routes, "POST", Project + "/files/dsyms", TokenScope.ProjectReleases, UploadAsync);
        ApiRoutes.Map(routes, "DELETE", Project + "/files/dsyms", TokenScope.ProjectReleases, DeleteAsync);
        ApiRoutes.Map(routes, "GET", Project + "/files/dsyms/unknown", TokenScope.ProjectRead, UnknownAsync);
        ApiRoutes.Map(routes, "POST", Project + "/files/dsyms/associate", TokenScope.ProjectReleases, call => WriteAsync(call, static json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("associatedDsymFiles");
            json.WriteEndArray();
            json.WriteEndObject();
        }));
        // Stored crashes are repaired by themselves when symbols arrive: there is nothing left to ask for.
        ApiRoutes.Map(routes, "POST", Project + "/reprocessing", TokenScope.ProjectReleases, call => WriteAsync(call, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }));
    }

    static Task OptionsAsync(ApiCall call)
    {
        if (call.Route("organization") != call.Access.OrganizationSlug)
        {
            return call.NotFoundAsync("The token belongs to another organisation.");
        }

        var limits = call.Service<SymbolUploadLimits>();
        return WriteAsync(call, json =>
        {
            json.WriteStartObject();
            json.WriteString("url", $"{call.Address}/api/0/organizations/{call.Access.OrganizationSlug}/chunk-upload/");
            json.WriteNumber("chunkSize", limits.ChunkBytes);
            json.WriteNumber("chunksPerRequest", limits.ChunksPerRequest);
            json.WriteNumber("maxFileSize", limits.FileBytesMax);
            json.WriteNumber("maxRequestSize", limits.ChunkRequestBytesMax);
            json.WriteNumber("concurrency", 4);
            json.WriteString("hashAlgorithm", "sha1");
            json.WriteStartArray("compression");
            json.WriteStringValue("gzip");
            json.WriteEndArray();
            json.WriteStartArray("accept");
            foreach (var kind in (ReadOnlySpan<string>)["debug_files", "pdbs", "portablepdbs", "sources"])
            {
                json.WriteStringValue(kind);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    static async Task PutChunksAsync(ApiCall call)
    {
        var chunks = call.Service<ChunkStore>();
        var limits = call.Service<SymbolUploadLimits>();
        var aborted = call.Context.RequestAborted;
        var count = 0;
        string? refusal = null;
        var isForm = await FormFiles.ReadAsync(call.Context.Request, async (_, hash, content) =>
        {
            if (refusal is not null || hash is null)
            {
                return;
            }

            refusal = !ChunkStore.IsHash(hash) ? $"A chunk is called '{hash[..Math.Min(64, hash.Length)]}', which is no SHA-1."
                : ++count > limits.ChunksPerRequest ? $"A request may have {limits.ChunksPerRequest} chunks."
                : await chunks.PutAsync(call.Access.OrganizationId, hash, content, aborted) is not SymbolUploadError.None and var error
                    ? $"Chunk {hash}: {error.Detail()}"
                    : null;
        }, aborted);
        refusal ??= isForm ? null : "The body is no form with chunks.";
        if (refusal is not null)
        {
            await WriteAsync(call, json =>
            {
                json.WriteStartObject();
                json.WriteString("error", refusal);
                json.WriteString("detail", refusal);
                json.WriteEndObject();
            }, StatusCodes.Status400BadRequest);
            return;
        }

        await WriteAsync(call, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }

    static async Task AssembleAsync(ApiCall call)
    {
        var limits = call.Service<SymbolUploadLimits>();
        if (await OwnerAsync(call) is not { } owner || await SymbolAnswers.ReadJsonAsync(call.Context, limits.AssembleBytesMax) is not { } body)
        {
            return;
        }

        using (body)
        {
            var requests = new List<AssemblyRequest>();
            if (!TryRead(body.RootElement, limits, requests))
            {
                await ApiCall.ProblemAsync(call.Context, StatusCodes.Status400BadRequest, "Malformed", "The body maps the SHA-1 of files to their name and chunks.");
                return;
            }

            var assembler = call.Service<Assembler>();
            var answers = new List<(string Hash, AssemblyAnswer Answer)>();
            foreach (var request in requests)
            {
                answers.Add((request.Hash, await assembler.AskAsync(request, owner)));
            }

            await WriteAsync(call, json => WriteAnswers(json, answers));
        }
    }

    static bool TryRead(JsonElement root, SymbolUploadLimits limits, List<AssemblyRequest> requests)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var file in root.EnumerateObject())
        {
            if (!ChunkStore.IsHash(file.Name) || file.Value.ValueKind != JsonValueKind.Object || requests.Count >= limits.AssembleFilesMax)
            {
                return false;
            }

            var chunks = new List<string>();
            if (file.Value.TryGetProperty("chunks", out var list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (var chunk in list.EnumerateArray())
                {
                    if (chunk.ValueKind != JsonValueKind.String || !ChunkStore.IsHash(chunk.GetString()) || chunks.Count >= limits.ChunksPerFileMax)
                    {
                        return false;
                    }

                    chunks.Add(chunk.GetString()!);
                }
            }

            requests.Add(new AssemblyRequest(file.Name.ToLowerInvariant(), Text(file.Value, "name") ?? file.Name, Text(file.Value, "debug_id"), null, chunks));
        }

        return true;
    }

    static void WriteAnswers(Utf8JsonWriter json, List<(string Hash, AssemblyAnswer Answer)> answers)
    {
        json.WriteStartObject();
        foreach (var (hash, answer) in answers)
        {
            json.WriteStartObject(hash);
            json.WriteString("state", answer.State switch
            {
                AssemblyState.NotFound => "not_found",
                AssemblyState.Assembling => "assembling",
                AssemblyState.Refused => "error",
                _ => "ok",
            });
            json.WriteStartArray("missingChunks");
            foreach (var chunk in answer.Missing)
            {
                json.WriteStringValue(chunk);
            }

            json.WriteEndArray();
            if (answer.State == AssemblyState.Refused)
            {
                json.WriteString("detail", answer.Uploads[0].Error.Detail());
            }

            if (answer is { State: AssemblyState.Done, Known: [var first, ..] })
            {
                json.WritePropertyName("dif");
                WriteDif(json, first.ContentId, hash, first.Name, first.Kind, first.Size, first.CreatedAt, new NewSymbolObject(
                    first.DebugId, first.CodeId, first.DebugFile, first.CodeFile, first.Os, first.Cpu, first.Features));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The old way: a form with one zip archive.</summary>
    static async Task UploadAsync(ApiCall call)
    {
        if (await OwnerAsync(call) is not { } owner)
        {
            return;
        }

        var uploads = new List<SymbolUpload>();
        var intake = call.Service<SymbolIntake>();
        var isForm = await FormFiles.ReadAsync(call.Context.Request, async (_, file, content) =>
        {
            if (file is not null)
            {
                uploads.AddRange(await intake.TakeAsync(content, file, owner, new SymbolClaim(), call.Context.RequestAborted));
            }
        }, call.Context.RequestAborted);
        if (!isForm || uploads.Count == 0)
        {
            await ApiCall.ProblemAsync(call.Context, StatusCodes.Status400BadRequest, "Malformed", "The form has no file.");
            return;
        }

        if (uploads.All(upload => upload.Error != SymbolUploadError.None))
        {
            await ApiCall.ProblemAsync(call.Context, StatusCodes.Status400BadRequest, "The file cannot be used", uploads[0].Error.Detail());
            return;
        }

        await WriteAsync(
            call,
            json =>
            {
                json.WriteStartArray();
                foreach (var upload in uploads.Where(upload => upload.Error == SymbolUploadError.None))
                {
                    foreach (var part in upload.Objects)
                    {
                        WriteDif(json, 0, Convert.ToHexStringLower(upload.Sha1), upload.Name, upload.Kind.Word(), upload.Size, 0, new NewSymbolObject(
                            part.DebugId, part.CodeId, part.DebugFile, part.CodeFile, part.Os, part.Cpu, (int)part.Features));
                    }
                }

                json.WriteEndArray();
            },
            StatusCodes.Status201Created);
    }

    static async Task ListAsync(ApiCall call)
    {
        if (await OwnerAsync(call) is not { } owner)
        {
            return;
        }

        var text = call.Query("debug_id") is { Length: > 0 } id ? DebugIds.FromDashed(id)
            : call.Query("code_id") is { Length: > 0 } code ? code
            : call.Query("query") is { Length: > 0 } query ? query
            : null;
        var before = call.Query("cursor") is { Length: > 0 } cursor && long.TryParse(cursor.Split(':')[0], CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : long.MaxValue;
        var files = call.Service<SymbolCatalog>().Files(owner.ProjectId, text, before, DifPageSize);
        if (files.Count == DifPageSize)
        {
            call.Context.Response.Headers.Link =
                $"<{call.Address}{call.Context.Request.Path}?cursor={files[^1].Id}:0:0>; rel=\"next\"; results=\"true\"; cursor=\"{files[^1].Id}:0:0\"";
        }

        await WriteAsync(call, json =>
        {
            json.WriteStartArray();
            foreach (var file in files)
            {
                foreach (var part in file.Objects)
                {
                    WriteDif(json, file.Id, Convert.ToHexStringLower(file.Sha1), file.Name, file.Kind, file.Size, file.UploadedAt, part);
                }
            }

            json.WriteEndArray();
        });
    }

    static async Task DeleteAsync(ApiCall call)
    {
        if (await OwnerAsync(call) is not { } owner)
        {
            return;
        }

        if (long.TryParse(call.Query("id"), CultureInfo.InvariantCulture, out var id) && call.Service<SymbolCatalog>().Remove(owner.ProjectId, id))
        {
            call.Service<SymbolIntake>().Sweep();
            await call.NoContentAsync();
            return;
        }

        await call.NotFoundAsync("The project has no such file.");
    }

    static async Task UnknownAsync(ApiCall call)
    {
        if (await OwnerAsync(call) is not { } owner)
        {
            return;
        }

        var catalog = call.Service<SymbolCatalog>();
        var missing = call.Context.Request.Query["checksums"].Where(hash => hash is not null && ChunkStore.IsHash(hash)
            && catalog.ByHash(Convert.FromHexString(hash), new SymbolAudience(owner.OrganizationId)).Count == 0).ToList();
        await WriteAsync(call, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("missing");
            missing.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    const int DifPageSize = 100;

    static async ValueTask<SymbolOwner?> OwnerAsync(ApiCall call)
    {
        if (call.Route("organization") == call.Access.OrganizationSlug && call.Project() is { } project)
        {
            return new SymbolOwner(call.Access.OrganizationId, project.Id, null, call.Access.Name);
        }

        await call.NotFoundAsync("The organisation has no such project, or the token belongs to another organisation.");
        return null;
    }

    static void WriteDif(
        Utf8JsonWriter json, long id, string sha1, string name, string kind, long size, long createdAt, NewSymbolObject part)
    {
        var features = (SymbolFeatures)part.Features;
        var debugId = DebugIds.ToDashed(part.DebugId);
        json.WriteStartObject();
        json.WriteString("id", id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("uuid", debugId);
        json.WriteString("debugId", debugId);
        json.WriteString("codeId", part.CodeId.Length > 0 ? part.CodeId : null);
        json.WriteString("cpuName", part.Cpu.Length > 0 ? part.Cpu : "any");
        json.WriteString("objectName", part.DebugFile.Length > 0 ? part.DebugFile : name);
        json.WriteString("symbolType", kind);
        json.WriteStartObject("headers");
        json.WriteString("Content-Type", "application/octet-stream");
        json.WriteEndObject();
        json.WriteNumber("size", size);
        json.WriteString("sha1", sha1);
        json.WriteString("dateCreated", DateTimeOffset.FromUnixTimeMilliseconds(createdAt));
        json.WriteStartObject("data");
        json.WriteString("type", kind == "sourcebundle" ? "src" : features.HasFlag(SymbolFeatures.Code) ? "exe" : "dbg");
        json.WriteStartArray("features");
        foreach (var word in Wire.SymbolObjectBody.Words(features & ~SymbolFeatures.Code))
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static async Task WriteAsync(ApiCall call, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        call.Context.Response.StatusCode = status;
        call.Context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(call.Context.Response.Body);
        write(json);
        await json.FlushAsync(call.Context.RequestAborted);
    }
}
