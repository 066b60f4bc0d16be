using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Inquest.Server.Api.Wire;
using Inquest.Storage.Accounts;
using Inquest.Storage.Queries;

namespace Inquest.Server.Api;

/// <summary>One authorised request of the API: who asks, and the ways to answer.</summary>
sealed class ApiCall(HttpContext context, TokenAccess access)
{
    public HttpContext Context { get; } = context;

    public TokenAccess Access { get; } = access;

    public T Service<T>()
        where T : notnull => Context.RequestServices.GetRequiredService<T>();

    public string Route(string name) => (string?)Context.Request.RouteValues[name] ?? "";

    public string? Query(string name) => Context.Request.Query[name];

    public long? RouteNumber(string name) =>
        long.TryParse(Route(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public string Address => Service<PublicAddress>().Of(Context.Request);

    /// <summary>The project of the address, by number or slug, when the token's organisation has it.</summary>
    public ProjectEntry? Project()
    {
        var wanted = Route("project");
        var number = RouteNumber("project");
        return Service<ProjectQueries>().Projects().FirstOrDefault(project =>
            project.OrganizationId == Access.OrganizationId && (project.Id == number || project.Slug == wanted));
    }

    /// <summary>True when the organisation of the token owns the project.</summary>
    public bool Owns(long projectId) =>
        Service<ProjectQueries>().Projects().Any(project => project.Id == projectId && project.OrganizationId == Access.OrganizationId);

    public Task JsonAsync<T>(T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Context.Response.StatusCode = status;
        Context.Response.Headers.CacheControl = "no-store";
        return Context.Response.WriteAsJsonAsync(body, type, "application/json", Context.RequestAborted);
    }

    public Task NoContentAsync()
    {
        Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public Task NotFoundAsync(string what) => ProblemAsync(Context, StatusCodes.Status404NotFound, "Not found", what);

    public Task RefuseAsync(string why) => ProblemAsync(Context, StatusCodes.Status422UnprocessableEntity, "Cannot be done", why);

    /// <summary>The body, or null after an answer of 400 or 413.</summary>
    public async Task<T?> ReadAsync<T>(JsonTypeInfo<T> type, int bytesMax = ApiLimits.BodyBytesMax)
        where T : class
    {
        if (Context.Request.ContentLength is { } length && length > bytesMax)
        {
            await ProblemAsync(Context, StatusCodes.Status413PayloadTooLarge, "Too large", $"The body may have {bytesMax} bytes.");
            return null;
        }

        try
        {
            if (await JsonSerializer.DeserializeAsync(Context.Request.Body, type, Context.RequestAborted) is { } body)
            {
                return body;
            }
        }
        catch (JsonException)
        {
        }

        await ProblemAsync(Context, StatusCodes.Status400BadRequest, "Malformed", "The body is not the JSON object that /api/openapi.json describes.");
        return null;
    }

    public static Task ProblemAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new ProblemBody("about:blank", title, status, detail), ApiJson.Default.ProblemBody, "application/problem+json", context.RequestAborted);
    }
}
