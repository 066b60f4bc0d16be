using Inquest.Formats.Elf;
using Inquest.Server.Api;
using Inquest.Storage.Accounts;
using Inquest.Storage.Symbols;
using Inquest.Symbols.SourceBundles;
using Microsoft.Net.Http.Headers;

namespace Inquest.Server.Symbols.Serve;

/// <summary>The stored files for debuggers and other symbol servers, below <c>/sym/</c>.</summary>
/// <remarks>
/// Who asks says so by <c>Authorization</c> (bearer, or basic with the token as password), or by a path that begins with the
/// token: <c>/sym/TOKEN/…</c>, for tools that can only be given an address. Without a token the files of public projects are seen.
/// </remarks>
static class SymbolServerRoutes
{
    const string TokenStart = "sntrys_";
    const string Binary = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/sym/{**path}", ["GET", "HEAD"], (RequestDelegate)ServeAsync);

    static async Task ServeAsync(HttpContext context)
    {
        var path = (string?)context.Request.RouteValues["path"] ?? "";
        if (!TryAudience(context, ref path, out var audience))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"symbols\", Bearer";
            await ApiCall.ProblemAsync(
                context, StatusCodes.Status401Unauthorized, "Who are you?", "Give an API token with the scope project:read: as bearer, as password, or as /sym/TOKEN/….");
            return;
        }

        context.Response.Headers.CacheControl = audience.OrganizationId is null ? "public, max-age=86400" : "private, max-age=86400";
        context.Response.Headers.Vary = "Accept-Encoding, Authorization";
        if (SymbolServerPath.Parse(path) is not { } wanted || !await ServeAsync(context, wanted, audience))
        {
            // Clients remember a "no" by themselves for as long as they think right; a proxy must not.
            context.Response.Headers.CacheControl = "no-store";
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("not found\n", context.RequestAborted);
        }
    }

    static bool TryAudience(HttpContext context, ref string path, out SymbolAudience audience)
    {
        var tokens = context.RequestServices.GetRequiredService<TokenService>();
        var token = SymbolAccess.TokenOf(context.Request);
        if (path.StartsWith(TokenStart, StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', StringComparison.Ordinal);
            token = Uri.UnescapeDataString(end < 0 ? path : path[..end]);
            path = end < 0 ? "" : path[(end + 1)..];
        }

        audience = SymbolAudience.Everybody;
        if (string.IsNullOrEmpty(token))
        {
            return context.RequestServices.GetRequiredService<SymbolCatalog>().HasPublic();
        }

        if (tokens.Find(token) is not { } access || !access.Allows(TokenScope.ProjectRead))
        {
            return false;
        }

        audience = new SymbolAudience(access.OrganizationId);
        return true;
    }

    static async Task<bool> ServeAsync(HttpContext context, WantedFile wanted, SymbolAudience audience)
    {
        var services = context.RequestServices;
        var found = services.GetRequiredService<SymbolFinder>().Find(wanted, audience);
        foreach (var part in found)
        {
            var isServed = wanted.Part switch
            {
                WantedPart.Source => await ServeSourceAsync(context, part, wanted.Argument),
                WantedPart.Section => await ServeSectionAsync(context, part, wanted.Argument),
                _ => await ServeContentAsync(context, part),
            };
            if (isServed)
            {
                services.GetRequiredService<SymbolUses>().Add(part.ContentId);
                return true;
            }
        }

        return wanted.Part == WantedPart.Breakpad && await ServeMadeAsync(context, wanted, audience);
    }

    static async Task<bool> ServeContentAsync(HttpContext context, StoredObject part)
    {
        var vault = context.RequestServices.GetRequiredService<SymbolVault>();
        Describe(context, part.Name, part.Size);
        var hash = Convert.ToHexStringLower(part.Sha256);
        if (context.Request.Headers.Range.Count == 0 && Accepts(context.Request, "zstd") && TryOpen(vault.PathOf(part.Sha256)) is { } packed)
        {
            context.Response.Headers.ContentEncoding = "zstd";
            await TypedResults.Stream(packed, Binary, null, Time(part.CreatedAt), Tag(hash + "-zstd")).ExecuteAsync(context);
            return true;
        }

        if (vault.Open(part.Sha256) is not { } content)
        {
            return false;
        }

        await TypedResults.Stream(content, Binary, null, Time(part.CreatedAt), Tag(hash), enableRangeProcessing: true).ExecuteAsync(context);
        return true;
    }

    static async Task<bool> ServeMadeAsync(HttpContext context, WantedFile wanted, SymbolAudience audience)
    {
        var all = context.RequestServices.GetRequiredService<SymbolFinder>().All(wanted, audience).ToList();
        if (await context.RequestServices.GetRequiredService<MadeSymFiles>().OpenAsync(all, wanted.FileName, context.RequestAborted) is not { } file)
        {
            return false;
        }

        Describe(context, wanted.FileName + ".sym", file.Length);
        await TypedResults.Stream(file, Binary, null, null, Tag(Path.GetFileNameWithoutExtension(file.Name)), enableRangeProcessing: true).ExecuteAsync(context);
        return true;
    }

    static async Task<bool> ServeSourceAsync(HttpContext context, StoredObject part, string path)
    {
        if (context.RequestServices.GetRequiredService<SymbolVault>().Open(part.Sha256) is not { } content)
        {
            return false;
        }

        using var bundle = SourceBundle.TryOpen(content);
        if (bundle?.Read(path) is not { } text)
        {
            return false;
        }

        Describe(context, path, text.Length);
        await TypedResults.Bytes(text, Binary, null, enableRangeProcessing: true, Time(part.CreatedAt)).ExecuteAsync(context);
        return true;
    }

    static async Task<bool> ServeSectionAsync(HttpContext context, StoredObject part, string name)
    {
        await using var content = context.RequestServices.GetRequiredService<SymbolVault>().Open(part.Sha256);
        if (content is null)
        {
            return false;
        }

        using var bytes = new StreamFileBytes(content);
        if (ElfFile.TryOpen(bytes, ElfLimits.Default, out var elf) != ElfError.None || elf!.FindSection(name) is not { HasBytes: true } section)
        {
            return false;
        }

        // As it lies in the file, compressed or not: the client has the section's header.
        var raw = bytes.Slice(section.Offset, section.Size).ToArray();
        Describe(context, name, raw.Length);
        await TypedResults.Bytes(raw, Binary, null, enableRangeProcessing: true, Time(part.CreatedAt)).ExecuteAsync(context);
        return true;
    }

    static void Describe(HttpContext context, string name, long size)
    {
        context.Response.Headers["X-DEBUGINFOD-SIZE"] = size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // Header values are ASCII; names need not be.
        context.Response.Headers["X-DEBUGINFOD-FILE"] = string.Concat(name.Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?'));
    }

    static bool Accepts(HttpRequest request, string encoding) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var values)
        && values.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is null or > 0);

    static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
        }
        catch (IOException)
        {
            return null;
        }
    }

    static EntityTagHeaderValue Tag(string hash) => new($"\"{hash}\"");

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
