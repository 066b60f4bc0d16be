using System.Text;
using Inquest.Server.Api;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;
using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>Who uploads or fetches symbols. Tools of other makers have few ways to say it, so many are understood.</summary>
/// <remarks>
/// <c>Authorization: Bearer …</c>, <c>Authorization: Basic</c> with the token as password or as name (netrc, addresses with a
/// name), <c>Auth-Token</c> (Tecken's scripts), <c>?key=</c> (Breakpad's tools).
/// </remarks>
static class SymbolAccess
{
    /// <summary>The token of a request, or null.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return OfBasic(header["Basic ".Length..].Trim());
        }

        return (string?)request.Headers["Auth-Token"] ?? (string?)request.Query["key"];
    }

    /// <summary>Who may upload; null after an answer of 401 or 403.</summary>
    public static async ValueTask<TokenAccess?> UploaderAsync(HttpContext context)
    {
        var access = context.RequestServices.GetRequiredService<TokenService>().Find(TokenOf(context.Request));
        if (access is null)
        {
            await ApiCall.ProblemAsync(
                context, StatusCodes.Status401Unauthorized, "Who are you?", "A token is needed: Authorization: Bearer …, or ?key=… for Breakpad's tools.");
            return null;
        }

        if (access.Allows(TokenScope.ProjectReleases))
        {
            return access;
        }

        await ApiCall.ProblemAsync(
            context, StatusCodes.Status403Forbidden, "Not with this token", $"The token lacks the scope {TokenScope.ProjectReleases}.");
        return null;
    }

    /// <summary>The project that an upload is for; null after an answer of 401, 403 or 404.</summary>
    /// <remarks>By number or slug, in the path or as <c>?project=</c>. Tools that cannot name one upload to the organisation's first.</remarks>
    public static async ValueTask<SymbolOwner?> OwnerAsync(HttpContext context)
    {
        if (await UploaderAsync(context) is not { } access)
        {
            return null;
        }

        var wanted = (string?)context.Request.RouteValues["project"] ?? (string?)context.Request.Query["project"];
        var projects = context.RequestServices.GetRequiredService<ProjectQueries>().Projects().Where(project => project.OrganizationId == access.OrganizationId);
        var number = long.TryParse(wanted, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        var found = wanted is null ? projects.FirstOrDefault() : projects.FirstOrDefault(project => project.Id == number || project.Slug == wanted);
        if (found is not null)
        {
            return new SymbolOwner(access.OrganizationId, found.Id, context.Request.Query["release"], access.Name);
        }

        await ApiCall.ProblemAsync(context, StatusCodes.Status404NotFound, "Not found", "The organisation has no such project.");
        return null;
    }

    static string? OfBasic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 && pair[1].Length > 0 ? pair[1] : pair[0];
    }
}
